using System.CommandLine;
using Slipway.Cli.Images;
using Slipway.Cli.Settings;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine</c>: engines by hand, one subcommand each.</summary>
internal static class EngineCommand
{
    public static Command Create(CommandSettings settings) => new("engine", "Make, use and remove isolated Docker Engines.")
    {
        EngineCreateCommand.Create(settings),
        EngineEnvCommand.Create(settings),
        EngineListCommand.Create(settings),
        EngineInspectCommand.Create(settings),
        EngineLogsCommand.Create(settings),
        EngineExecCommand.Create(settings),
        EngineSshCommand.Create(settings),
        EngineRemoveCommand.Create(settings),
        EngineReapCommand.Create(settings),
        ImageCommand.CreateHidden(settings),
    };
}
