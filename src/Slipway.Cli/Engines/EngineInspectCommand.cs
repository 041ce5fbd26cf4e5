using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine inspect ID</c>.</summary>
internal static class EngineInspectCommand
{
    public static Command Create()
    {
        var command = new Command("inspect", "Print what is known of an engine, as JSON.") { EngineCommandAction.Id };
        command.SetAction(EngineCommandAction.With(async (result, engines, cancellationToken) =>
        {
            var record = await EngineCommandAction.FindAsync(engines, result.GetRequiredValue(EngineCommandAction.Id), cancellationToken);
            await result.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(EngineListCommand.ToListed(record), EngineJson.Default.ListedEngine));
            return ExitCode.Passed;
        }));
        return command.WithExamples("slipway engine inspect 01c");
    }
}
