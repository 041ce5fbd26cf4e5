namespace Slipway.EndToEnd.Tests.Tools;

/// <summary>The working tree that the tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The program as scripts/build.sh leaves it; SLIPWAY_PROGRAM names another.</summary>
    public static string Slipway { get; } = Environment.GetEnvironmentVariable("SLIPWAY_PROGRAM") ?? PathOf("out", "slipway");

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static string Equipment(string name) => PathOf("tests", "Slipway.EndToEnd.Tests", "equipment", name);

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Slipway.slnx"))
            ? folder
            : FindRoot(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("No Slipway.slnx above the tests."));
}
