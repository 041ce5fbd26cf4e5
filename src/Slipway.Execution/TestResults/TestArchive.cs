using System.Text;
using System.Xml;
using Slipway.Execution.Archives;
using Slipway.Model.Archives;
using Slipway.Model.Events;

namespace Slipway.Execution.TestResults;

/// <summary>Reads the tests of every JUnit file in what a job stores.</summary>
internal static class TestArchive
{
    /// <param name="tar">A plain tar.</param>
    /// <param name="isCut">The tar was longer than there is room for, and ends anywhere.</param>
    /// <param name="text">What masks and cleans a text of a report.</param>
    /// <param name="tryAdd">Takes a test; false: there is no room for it.</param>
    /// <param name="say">Learns of what is no XML.</param>
    /// <returns>Whether there was room for all of them.</returns>
    /// <exception cref="BadArchiveException">It is no tar.</exception>
    public static bool Read(Stream tar, bool isCut, Func<string, string> text, Func<TestCase, bool> tryAdd, Action<string> say, CancellationToken cancellationToken)
    {
        var archive = new TarReader(new StreamSource(tar, cancellationToken));
        var warnings = new FirstLines(say, "Reports that are no valid XML");
        try
        {
            while (archive.Next() is { } entry)
            {
                var name = Encoding.UTF8.GetString(entry.Name.Span);
                if (entry.Type == TarEntry.File && name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) && !ReadReport(archive, name, text, tryAdd, warnings.Say))
                {
                    return false;
                }
            }
        }
        catch (BadArchiveException failure) when (isCut && failure.EndsEarly)
        {
            // The tests before the cut are read.
        }
        finally
        {
            warnings.End();
        }

        return !isCut;
    }

    private static bool ReadReport(TarReader archive, string name, Func<string, string> text, Func<TestCase, bool> tryAdd, Action<string> say)
    {
        try
        {
            using var content = new EntryContent(archive);
            return JUnitReader.Read(content, text).All(tryAdd);
        }
        catch (XmlException failure)
        {
            say($"warning: {name} is no valid XML from line {failure.LineNumber} on: {failure.Message}");
            return true;
        }
    }
}
