using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine ssh ID</c>.</summary>
internal static class EngineSshCommand
{
    public static Command Create()
    {
        var command = new Command("ssh", "Open a shell in an engine, as root of the sandbox.") { EngineCommandAction.Id };
        command.SetAction(EngineCommandAction.With(async (result, engines, cancellationToken) =>
        {
            var record = await EngineCommandAction.FindAsync(engines, result.GetRequiredValue(EngineCommandAction.Id), cancellationToken);
            return (ExitCode)await EngineSshClient.RunAsync(record, [], cancellationToken);
        }));
        return command.WithExamples("slipway engine ssh 01c");
    }
}
