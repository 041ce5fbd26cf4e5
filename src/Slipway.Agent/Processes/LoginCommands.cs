using Slipway.Agent.Linux;

namespace Slipway.Agent.Processes;

/// <summary>
/// Puts the job's commands where login shells find them: <c>/etc/profile</c> of Debian sets PATH anew, and with it goes our own
/// folder. Only in a container of ours, and never in the place of a command that the image has.
/// </summary>
internal static class LoginCommands
{
    private const string OwnFolder = "/.slipway/";
    private static readonly string[] Standard = ["/usr/local/bin", "/usr/bin", "/bin"];

    /// <param name="program">The agent.</param>
    /// <param name="names">The commands.</param>
    public static void Link(string program, IReadOnlyList<string> names)
    {
        if (program.StartsWith(OwnFolder, StringComparison.Ordinal))
        {
            Link(program, names, Standard);
        }
    }

    internal static void Link(string program, IReadOnlyList<string> names, IReadOnlyList<string> folders)
    {
        foreach (var name in names.Where(name => !folders.Any(folder => Path.Exists(Path.Combine(folder, name)))))
        {
            _ = folders.Any(folder => Directory.Exists(folder) && TryLink(program, Path.Combine(folder, name)));
        }
    }

    /// <summary>Where the container's user may not, PATH is all there is.</summary>
    private static bool TryLink(string program, string place) => FileAttempt.Of(() => File.CreateSymbolicLink(place, program) is not null, false);
}
