using System.Globalization;
using System.Xml;
using Slipway.Model.Events;
using Slipway.Model.Terminals;

namespace Slipway.Execution.TestResults;

/// <summary>Reads JUnit XML as test frameworks write it, test by test.</summary>
public static class JUnitReader
{
    private const int LongestMessage = 4096;
    private const int LongestName = 1024;
    private const int LongestPiece = 8 << 20;
    private const int MostLettersInNames = 1 << 20;
    private const int DeepestElement = 1000;

    /// <param name="text">What masks and cleans a text of the report, before it is cut.</param>
    /// <exception cref="XmlException">The rest of the file is no XML; the tests before it are read.</exception>
    public static IEnumerable<TestCase> Read(Stream xml, Func<string, string> text)
    {
        using var pieces = new PieceStream(xml, LongestPiece);
        pieces.Begin();
        using var reader = XmlReader.Create(pieces, Settings());
        var files = new Stack<(int Depth, string? File)>();
        while (ReadPiece(reader, pieces))
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (reader.LocalName)
            {
                case "testsuite":
                    Leave(files, reader.Depth);
                    files.Push((reader.Depth, Shown(reader.GetAttribute("file") ?? reader.GetAttribute("filepath"), LongestName, text) ?? files.FirstOrDefault().File));
                    break;
                case "testcase":
                    Leave(files, reader.Depth);
                    yield return ReadCase(reader, pieces, files.FirstOrDefault().File, text);
                    break;
            }
        }
    }

    /// <remarks>The names are each report's own.</remarks>
    private static XmlReaderSettings Settings() => new()
    {
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        NameTable = new BoundedNames(MostLettersInNames),
    };

    private static bool ReadPiece(XmlReader reader, PieceStream pieces)
    {
        pieces.Begin();
        return reader.Read() && (reader.Depth <= DeepestElement ? true : throw new XmlException($"its elements lie more than {DeepestElement} deep in each other"));
    }

    /// <summary>Suites may lie in suites, whose file they have unless they name one.</summary>
    private static void Leave(Stack<(int Depth, string? File)> suites, int depth)
    {
        while (suites.TryPeek(out var suite) && suite.Depth >= depth)
        {
            suites.Pop();
        }
    }

    private static TestCase ReadCase(XmlReader reader, PieceStream pieces, string? suiteFile, Func<string, string> text)
    {
        var test = new TestCase(
            Shown(reader.GetAttribute("classname"), LongestName, text) ?? "",
            Shown(reader.GetAttribute("name"), LongestName, text) ?? "",
            Shown(reader.GetAttribute("file"), LongestName, text) ?? suiteFile,
            Seconds(reader.GetAttribute("time")),
            "success",
            null);
        if (reader.IsEmptyElement)
        {
            return test;
        }

        var depth = reader.Depth;
        while (ReadPiece(reader, pieces) && reader.Depth > depth)
        {
            test = reader is { NodeType: XmlNodeType.Element, LocalName: "failure" or "error" or "skipped" } ? WithResult(test, reader, text) : test;
        }

        return test;
    }

    private static TestCase WithResult(TestCase test, XmlReader reader, Func<string, string> text)
    {
        if (reader.LocalName == "skipped")
        {
            return test with { Result = "skipped" };
        }

        return test with { Result = "failure", Message = Shown(reader.GetAttribute("message"), LongestMessage, text) ?? "" };
    }

    private static string? Shown(string? attribute, int most, Func<string, string> text) => attribute is null ? null : CutText.Cut(text(attribute), most);

    // Some frameworks write 1,234.5.
    private static double Seconds(string? text) =>
        double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds) ? seconds : 0;
}
