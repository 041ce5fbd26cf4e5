using Slipway.Engines.Hosting;
using Slipway.Engines.Settings;

namespace Slipway.Cli.Engines;

/// <summary>How this program is started again to end what a command has released.</summary>
internal static class BehindCommand
{
    /// <summary>Null where this process is not slipway itself, as in a test.</summary>
    public static BehindProcess? Find(EngineSettings settings) => OwnProgram.Find() is { } program
        ? new BehindProcess([.. program, "engine", "reap", EngineReapCommand.Behind.Name], new InstanceNames(settings).BehindLog)
        : null;
}
