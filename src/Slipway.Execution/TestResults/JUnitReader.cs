using System.Globalization;
using System.Xml;

namespace Slipway.Execution.TestResults;

/// <summary>Reads JUnit XML as test frameworks write it, test by test.</summary>
public static class JUnitReader
{
    private const int LongestMessage = 4096;

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, CheckCharacters = false, IgnoreComments = true };

    /// <exception cref="XmlException">The rest of the file is no XML; the tests before it are read.</exception>
    public static IEnumerable<TestCase> Read(Stream xml)
    {
        using var reader = XmlReader.Create(xml, Settings);
        var files = new Stack<(int Depth, string? File)>();
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (reader.LocalName)
            {
                case "testsuite":
                    Leave(files, reader.Depth);
                    files.Push((reader.Depth, reader.GetAttribute("file") ?? reader.GetAttribute("filepath") ?? files.FirstOrDefault().File));
                    break;
                case "testcase":
                    Leave(files, reader.Depth);
                    yield return ReadCase(reader, files.FirstOrDefault().File);
                    break;
            }
        }
    }

    /// <summary>Suites may lie in suites, whose file they have unless they name one.</summary>
    private static void Leave(Stack<(int Depth, string? File)> suites, int depth)
    {
        while (suites.TryPeek(out var suite) && suite.Depth >= depth)
        {
            suites.Pop();
        }
    }

    private static TestCase ReadCase(XmlReader reader, string? suiteFile)
    {
        var test = new TestCase(
            reader.GetAttribute("classname") ?? "",
            reader.GetAttribute("name") ?? "",
            reader.GetAttribute("file") ?? suiteFile,
            Seconds(reader.GetAttribute("time")),
            "success",
            null);
        if (reader.IsEmptyElement)
        {
            return test;
        }

        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
            test = reader is { NodeType: XmlNodeType.Element, LocalName: "failure" or "error" or "skipped" } ? WithResult(test, reader) : test;
        }

        return test;
    }

    private static TestCase WithResult(TestCase test, XmlReader reader)
    {
        if (reader.LocalName == "skipped")
        {
            return test with { Result = "skipped" };
        }

        var message = reader.GetAttribute("message") ?? "";
        return test with { Result = "failure", Message = message.Length > LongestMessage ? message[..LongestMessage] : message };
    }

    // Some frameworks write 1,234.5.
    private static double Seconds(string? text) =>
        double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds) ? seconds : 0;
}
