using System.Text;
using System.Xml;
using Slipway.Execution.TestResults;
using Slipway.Model.Events;

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
        Assert.Equal(("failure", 4097), (test.Result, test.Message!.Length));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public void A_mark_of_byte_order_does_no_harm(string encoding)
    {
        var text = Encoding.GetEncoding(encoding);
        var content = $"<?xml version=\"1.0\" encoding=\"{encoding}\"?><testsuite><testcase name=\"é\"/></testsuite>";
        using var xml = new MemoryStream([.. text.GetPreamble(), .. text.GetBytes(content)]);
        Assert.Equal("é", Assert.Single(JUnitReader.Read(xml, text => text)).Name);
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
        TestTime[] known = [new(null, "A", "kept", 1), new(null, "A", "gone", 1), new(null, "A", "other", 1)];
        TestCase[] tests = [new("A", "kept", null, 2, "success", null), new("A", "new", null, 3, "failure", "no"), new("A", "skipped", null, 0, "skipped", null)];
        Assert.Equal(["other", "kept", "new"], TestTimes.Merge(known, tests, 3, 1 << 20).Select(timing => timing.Name));
        Assert.Equal(2, TestTimes.Merge(known, tests, 3, 1 << 20)[1].RunTime);
    }

    [Fact]
    public void Times_that_there_is_no_room_for_are_the_oldest_ones()
    {
        TestTime[] known = [new(null, "A", "first", 1), new(null, "A", "second", 1)];
        TestCase[] tests = [new("A", new string('\u0001', 60), null, 2, "success", null)];
        Assert.Equal(["second", tests[0].Name], TestTimes.Merge(known, tests, 10, 570).Select(timing => timing.Name));
        Assert.Equal(["second"], TestTimes.Merge(known, tests, 10, 110).Select(timing => timing.Name));
    }

    [Theory]
    [InlineData("a piece of it is longer than 8 MiB", 9_000_000, 0, 0)]
    [InlineData("its elements lie more than 1000 deep in each other", 0, 1001, 0)]
    [InlineData("its elements and attributes have names of more than 1048576 letters together", 0, 0, 20_000)]
    public void What_would_take_memory_without_end_ends_the_report(string reason, int letters, int depth, int names)
    {
        var elements = string.Concat(Enumerable.Range(0, names).Select(number => $"<name{number:D60}/>"));
        var nested = string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth));
        var tests = new List<TestCase>();
        var failure = Assert.Throws<XmlException>(() => tests.AddRange(Read(
            $"""<testsuite><testcase name="before"/><property value="{new string('a', letters)}"/>{nested}{elements}<testcase name="after"/></testsuite>""")));
        Assert.Equal(reason, failure.Message);
        Assert.Equal(["before"], tests.Select(test => test.Name));
    }

    [Fact]
    public void Names_are_cut_between_letters()
    {
        var test = Assert.Single(Read($"""<testsuite><testcase name="{new string('n', 1023)}😀" classname="{new string('c', 5000)}" file="{new string('f', 5000)}"/></testsuite>"""));
        Assert.Equal((1024, 1025, 1025), (test.Name.Length, test.ClassName.Length, test.File!.Length));
    }

    private static IEnumerable<TestCase> Read(string xml) => JUnitReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), text => text);
}
