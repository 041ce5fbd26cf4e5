using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine inspect ID</c>.</summary>
internal static class EngineInspectCommand
{
    public static Command Create(CommandSettings settings)
    {
        var command = new Command("inspect", "Print what is known of an engine, as JSON.") { EngineCommandAction.Id };
        command.SetAction(EngineCommandAction.With(settings, async (result, engines, cancellationToken) =>
        {
            var record = await EngineCommandAction.FindAsync(engines, result.GetRequiredValue(EngineCommandAction.Id), cancellationToken);
            await result.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(EngineListCommand.ToListed(settings.Engines, record), EngineJson.Default.ListedEngine));
            return ExitCode.Passed;
        }));
        return command.WithExamples("slipway engine inspect 01c");
    }
}
