using System.CommandLine;
using Slipway.Cli.Help;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine reap</c>.</summary>
internal static class EngineReapCommand
{
    public static Command Create()
    {
        var command = new Command("reap", "Remove every engine whose owner is gone, and whatever is left of others.");
        command.SetAction(EngineDesk.With(async (result, engines, cancellationToken) =>
        {
            foreach (var id in await engines.ReapAsync(cancellationToken))
            {
                await result.InvocationConfiguration.Output.WriteLineAsync(id);
            }
            return ExitCode.Passed;
        }));
        return command.WithExamples("slipway engine reap");
    }
}
