using Slipway.Engines.Hosting;
using Slipway.Engines.Settings;

namespace Slipway.Cli.Engines;

/// <summary>How this program is started again to end what a command has released.</summary>
internal static class DetachedReaperCommand
{
    /// <summary>Null where this process is not slipway itself, as in a test.</summary>
    public static DetachedReaper? Find(EngineSettings settings)
    {
        var program = Environment.GetCommandLineArgs()[0];
        return (Path.GetFileName(program), Environment.ProcessPath) switch
        {
            ("slipway.dll", { } runtime) => Make(settings, runtime, Path.GetFullPath(program)),
            (_, { } path) when Path.GetFileName(path) == "slipway" => Make(settings, path),
            _ => null,
        };
    }

    private static DetachedReaper Make(EngineSettings settings, params string[] program) =>
        new([.. program, "engine", "reap", EngineReapCommand.Detached.Name], new InstanceNames(settings).ReaperLog);
}
