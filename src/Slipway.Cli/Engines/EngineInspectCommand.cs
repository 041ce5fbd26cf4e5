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
        var command = new Command("inspect", "Print what is known of an engine, as JSON.") { EngineDesk.Id };
        command.SetAction(EngineDesk.With(async (result, engines, cancellationToken) =>
        {
            var record = await EngineDesk.FindAsync(engines, result.GetRequiredValue(EngineDesk.Id), cancellationToken);
            await result.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(EngineListCommand.ToListed(record), EngineJson.Default.ListedEngine));
            return ExitCode.Passed;
        }));
        return command.WithExamples("slipway engine inspect 01c");
    }
}
