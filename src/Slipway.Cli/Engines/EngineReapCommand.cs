using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Engines.Reaping;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine reap</c>.</summary>
internal static class EngineReapCommand
{
    /// <summary>Given where another command left the reaping to a process behind it.</summary>
    public static readonly Option<bool> Detached = new("--detached") { Hidden = true };

    public static Command Create(CommandSettings settings)
    {
        var command = new Command("reap", "Remove every engine whose owner is gone, and whatever is left of others.") { Detached };
        command.SetAction(EngineCommandAction.With(settings, async (result, engines, cancellationToken) =>
        {
            using var reaping = result.GetValue(Detached) ? await ReaperLock.TakeAsync(settings.Engines, cancellationToken) : null;
            if (reaping is null && result.GetValue(Detached))
            {
                return ExitCode.Passed;
            }
            foreach (var id in await engines.ReapAsync(cancellationToken))
            {
                await result.InvocationConfiguration.Output.WriteLineAsync(id);
            }
            return ExitCode.Passed;
        }));
        return command.WithExamples("slipway engine reap");
    }
}
