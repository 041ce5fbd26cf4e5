using Slipway.Engines.Hosting;
using Slipway.Engines.Settings;

namespace Slipway.Cli.Engines;

/// <summary>How this program is started again to end what a command has released.</summary>
internal static class DetachedReaperCommand
{
    /// <summary>Null where this process is not slipway itself, as in a test.</summary>
    public static DetachedReaper? Find(EngineSettings settings) => OwnProgram.Find() is { } program
        ? new DetachedReaper([.. program, "engine", "reap", EngineReapCommand.Detached.Name], new InstanceNames(settings).ReaperLog)
        : null;
}
