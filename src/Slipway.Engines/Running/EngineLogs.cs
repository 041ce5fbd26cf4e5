namespace Slipway.Engines.Running;

/// <summary>What an engine's programs wrote, in its own file system.</summary>
public static class EngineLogs
{
    private const int TailLines = 8;

    /// <summary>The logs by name, as paths in the engine.</summary>
    public static IReadOnlyDictionary<string, string> Paths { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["dockerd"] = "/var/log/dockerd.log",
        ["containerd"] = "/var/log/containerd.log",
        ["init"] = "/.slipway/init.log",
    };

    /// <summary>The last lines of an engine that never was handed out. Of others nothing may be read from the host: a path in them can lead anywhere.</summary>
    internal static string Tail(string rootFiles)
    {
        foreach (var path in Paths.Values.Select(path => rootFiles + path).Where(path => new FileInfo(path) is { Exists: true, LinkTarget: null, Length: > 0 }))
        {
            return string.Join('\n', File.ReadLines(path).TakeLast(TailLines));
        }
        return "none";
    }
}
