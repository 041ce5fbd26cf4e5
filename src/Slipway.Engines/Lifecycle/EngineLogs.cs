using System.Text;
using Slipway.Linux.Files;
using Slipway.Model.Terminals;

namespace Slipway.Engines.Lifecycle;

/// <summary>What an engine's programs wrote, in its own file system.</summary>
public static class EngineLogs
{
    private const int TailLines = 8;
    private const int TailBytes = 4096;

    /// <summary>The logs by name, as paths in the engine.</summary>
    public static IReadOnlyDictionary<string, string> Paths { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["dockerd"] = "/var/log/dockerd.log",
        ["containerd"] = "/var/log/containerd.log",
        ["init"] = "/.slipway/init.log",
    };

    /// <summary>The last lines of an engine that does not start. What starts by itself on a job's layers may have written them, or may be changing them now.</summary>
    internal static string Tail(string rootFiles)
    {
        using var root = ConfinedFolder.TryOpen(rootFiles);
        foreach (var end in Paths.Values.Select(path => ReadEnd(root, path.TrimStart('/'))).Where(end => end.Length > 0))
        {
            return string.Join('\n', Encoding.UTF8.GetString(end).TrimEnd('\n').Split('\n').TakeLast(TailLines).Select(TerminalText.OneLine));
        }
        return "none";
    }

    private static byte[] ReadEnd(ConfinedFolder? root, string path)
    {
        try
        {
            return root?.TryReadEnd(path, TailBytes) ?? [];
        }
        catch (IOException)
        {
            // A link, a pipe or a folder is in the log's place.
            return [];
        }
    }
}
