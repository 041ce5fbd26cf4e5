namespace Slipway.Testing.Folders;

/// <summary>The working tree that the tests were built from.</summary>
public static class Checkout
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The program as scripts/build.sh leaves it; SLIPWAY_PROGRAM names another.</summary>
    public static string Slipway { get; } = Environment.GetEnvironmentVariable("SLIPWAY_PROGRAM") ?? PathOf("out", "slipway");

    /// <summary>The native agent, which runs in jobs: the one beside the program; SLIPWAY_AGENT names another.</summary>
    public static string Agent { get; } = Environment.GetEnvironmentVariable("SLIPWAY_AGENT") is { Length: > 0 } given ? given : Path.Combine(Path.GetDirectoryName(Slipway)!, "slipway-agent");

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>What is written by hand below a folder, as paths from the root.</summary>
    public static IEnumerable<string> SourceFiles(string folder) =>
        Directory.EnumerateFiles(PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Slipway.slnx"))
            ? folder
            : FindRoot(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("No Slipway.slnx above the tests."));
}
