using System.Text;
using System.Xml;
using Slipway.Execution.TestResults;

namespace Slipway.Execution.Tests.TestResults;

/// <summary>JUnit as it is written in the world, and as nobody should write it.</summary>
public sealed class Reports_of_all_kinds
{
    [Fact]
    public void Suites_in_suites_have_the_file_of_those_around_them()
    {
        var tests = Read("""
            <testsuites><testsuite name="outer" file="outer.py">
              <testsuite name="inner" file="inner.py"><testcase name="a"/><testsuite><testcase name="b"/></testsuite></testsuite>
              <testcase name="c" file="own.py"/><testcase name="d"/></testsuite>
              <testsuite name="last"><testcase name="e"/></testsuite></testsuites>
            """);
        Assert.Equal(["inner.py", "inner.py", "own.py", "outer.py", null], tests.Select(test => test.File));
    }

    [Fact]
    public void Times_may_be_missing_or_nonsense() =>
        Assert.Equal([0, 0, 0, 1234.5, 0], Read("""
            <testsuite><testcase name="a"/><testcase name="b" time=""/><testcase name="c" time="soon"/><testcase name="d" time="1,234.5"/><testcase name="e" time="NaN"/></testsuite>
            """).Select(test => test.Seconds));

    [Fact]
    public void Messages_are_cut_and_what_a_test_printed_is_skipped()
    {
        var test = Assert.Single(Read($"""
            <testsuite><testcase name="a"><failure message="{new string('m', 5_000_000)}">{new string('t', 5_000_000)}</failure><system-out><![CDATA[<testcase name="no"/>]]></system-out></testcase></testsuite>
            """));
        Assert.Equal(("failure", 4096), (test.Result, test.Message!.Length));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public void A_mark_of_byte_order_does_no_harm(string encoding)
    {
        var text = Encoding.GetEncoding(encoding);
        var content = $"<?xml version=\"1.0\" encoding=\"{encoding}\"?><testsuite><testcase name=\"é\"/></testsuite>";
        using var xml = new MemoryStream([.. text.GetPreamble(), .. text.GetBytes(content)]);
        Assert.Equal("é", Assert.Single(JUnitReader.Read(xml)).Name);
    }

    [Fact]
    public void Entities_lead_nowhere()
    {
        var secret = Path.GetTempFileName();
        File.WriteAllText(secret, "secret");
        var tests = new List<TestCase>();
        try
        {
            tests.AddRange(Read($"""
                <!DOCTYPE testsuite [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;"><!ENTITY file SYSTEM "file://{secret}">]>
                <testsuite><testcase name="a"/><testcase name="b"><failure>&file;&lol2;</failure></testcase></testsuite>
                """));
        }
        catch (XmlException)
        {
            // Either way is safe: refused, or left as it stands.
        }

        File.Delete(secret);
        Assert.DoesNotContain(tests, test => test.ToString().Contains("secret", StringComparison.Ordinal) || test.ToString().Contains("lollol", StringComparison.Ordinal));
    }

    [Fact]
    public void Tests_before_the_break_of_a_broken_report_are_read()
    {
        var tests = new List<TestCase>();
        Assert.Throws<XmlException>(() => tests.AddRange(Read("""<testsuite><testcase name="a"/><testcase name="b"/><oops""")));
        Assert.Equal(["a", "b"], tests.Select(test => test.Name));
    }

    [Fact]
    public void The_newest_times_outlive_those_of_tests_that_are_no_more()
    {
        Timing[] known = [new(null, "A", "kept", 1), new(null, "A", "gone", 1), new(null, "A", "other", 1)];
        TestCase[] tests = [new("A", "kept", null, 2, "success", null), new("A", "new", null, 3, "failure", "no"), new("A", "skipped", null, 0, "skipped", null)];
        Assert.Equal(["other", "kept", "new"], TestTimings.Merge(known, tests, 3).Select(timing => timing.Name));
        Assert.Equal(2, TestTimings.Merge(known, tests, 3)[1].RunTime);
    }

    private static IEnumerable<TestCase> Read(string xml) => JUnitReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)));
}
