using Slipway.Linux.Files;

namespace Slipway.Linux.Tools;

/// <summary>
/// Finds the machine's programs by name, in folders with whole paths and nowhere else. The framework would look in the folder where the user stands before
/// PATH, and that is a repository: a file of it called <c>git</c> would run.
/// </summary>
public static class ToolPath
{
    private const string Usual = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>PATH without what depends on the folder where the user stands, and with the machine's usual folders, which cron's PATH lacks.</summary>
    public static string SearchPath { get; } = Absolute($"{Environment.GetEnvironmentVariable("PATH")}:{Usual}");

    /// <summary>The whole path of a program; null: it is not there.</summary>
    public static string? Find(string name) => Find(name, SearchPath);

    internal static string? Find(string name, string searchPath) =>
        name.Contains('/', StringComparison.Ordinal)
            ? Path.IsPathRooted(name) && IsProgram(name) ? name : null
            : Absolute(searchPath).Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, name)).FirstOrDefault(IsProgram);

    private static string Absolute(string searchPath) => string.Join(':', searchPath.Split(':', StringSplitOptions.RemoveEmptyEntries).Where(folder => folder.StartsWith('/')).Distinct(StringComparer.Ordinal));

    private static bool IsProgram(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & FileModes.Runs) != 0;
}
