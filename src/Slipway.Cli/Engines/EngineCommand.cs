using System.CommandLine;
using Slipway.Cli.Images;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine</c>: engines by hand, one subcommand each.</summary>
internal static class EngineCommand
{
    public static Command Create() => new("engine", "Make, use and remove isolated Docker Engines.")
    {
        EngineCreateCommand.Create(),
        EngineEnvCommand.Create(),
        EngineListCommand.Create(),
        EngineInspectCommand.Create(),
        EngineLogsCommand.Create(),
        EngineExecCommand.Create(),
        EngineSshCommand.Create(),
        EngineRemoveCommand.Create(),
        EngineReapCommand.Create(),
        ImageCommand.Create(),
    };
}
