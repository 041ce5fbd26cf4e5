namespace Slipway.Scenarios.Tests.Scenarios;

/// <summary>The host's ends of jobs' links.</summary>
internal static class JobLinks
{
    /// <summary>Those of a process, as its run's file <c>owner</c> writes it.</summary>
    public static IReadOnlyList<string> Of(string owner) =>
        [.. Directory.EnumerateFileSystemEntries("/sys/class/net", "slj*").Where(link => NoteOf(link).StartsWith(owner, StringComparison.Ordinal))];

    private static string NoteOf(string link)
    {
        try
        {
            return File.ReadAllText(Path.Combine(link, "ifalias"));
        }
        catch (IOException)
        {
            // It went in this moment.
            return "";
        }
    }
}
