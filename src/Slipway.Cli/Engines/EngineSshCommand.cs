using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine ssh ID</c>.</summary>
internal static class EngineSshCommand
{
    public static Command Create()
    {
        var command = new Command("ssh", "Open a shell in an engine, as root of the sandbox.") { EngineDesk.Id };
        command.SetAction(EngineDesk.With(async (result, engines, cancellationToken) =>
        {
            var record = await EngineDesk.FindAsync(engines, result.GetRequiredValue(EngineDesk.Id), cancellationToken);
            return (ExitCode)await EngineShell.RunAsync(record, [], cancellationToken);
        }));
        return command.WithExamples("slipway engine ssh 01c");
    }
}
