using System.Text;
using Slipway.Engines.Kernel;
using Slipway.Model.Terminals;

namespace Slipway.Engines.Running;

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
        foreach (var end in Paths.Values.Select(path => OtherPartysFile.ReadEnd(rootFiles, path, TailBytes)).Where(end => end.Length > 0))
        {
            return string.Join('\n', Encoding.UTF8.GetString(end).TrimEnd('\n').Split('\n').TakeLast(TailLines).Select(TerminalText.OneLine));
        }
        return "none";
    }
}
