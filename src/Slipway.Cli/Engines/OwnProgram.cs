namespace Slipway.Cli.Engines;

/// <summary>How this program is started again.</summary>
internal static class OwnProgram
{
    /// <summary>A file, and what stands before its arguments; null where this process is not slipway itself, as in a test.</summary>
    public static IReadOnlyList<string>? Find()
    {
        var program = Environment.GetCommandLineArgs()[0];
        return Environment.ProcessPath switch
        {
            // Also where it is a host of slipway.dll beside it.
            { } path when Path.GetFileName(path) == "slipway" => [path],
            { } runtime when Path.GetFileName(program) == "slipway.dll" => [runtime, Path.GetFullPath(program)],
            _ => null,
        };
    }
}
