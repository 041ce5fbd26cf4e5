using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine ssh ID</c>.</summary>
internal static class EngineSshCommand
{
    public static Command Create(CommandSettings settings)
    {
        var command = new Command("ssh", "Open a shell in an engine, as root of the sandbox.") { EngineCommandAction.Id };
        command.SetAction(EngineCommandAction.With(settings, async (result, engines, cancellationToken) =>
        {
            var record = await EngineCommandAction.FindAsync(engines, result.GetRequiredValue(EngineCommandAction.Id), cancellationToken);
            return (ExitCode)await EngineSshClient.RunAsync(settings.Engines, record, [], cancellationToken);
        }));
        return command.WithExamples("slipway engine ssh 01c");
    }
}
