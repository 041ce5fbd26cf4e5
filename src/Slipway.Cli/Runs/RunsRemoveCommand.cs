using System.CommandLine;
using Slipway.Cli.Completion;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Execution.Runs;

namespace Slipway.Cli.Runs;

/// <summary><c>slipway runs rm</c>: forgets runs with their logs and artifacts.</summary>
internal static class RunsRemoveCommand
{
    public static Command Create(CommandSettings settings)
    {
        var ids = new Argument<string[]>("RUN") { Description = "Runs to remove", Arity = ArgumentArity.OneOrMore };
        ids.Suggest(_ => RunArgument.Suggest(settings));
        var command = new Command("rm", "Remove runs with their logs and artifacts.") { ids };
        command.SetAction(result => Remove(settings, result.GetRequiredValue(ids)));
        return command.WithExamples("slipway runs rm 12 13", "slipway runs rm last");
    }

    private static void Remove(CommandSettings settings, string[] ids)
    {
        foreach (var run in ids.Select(id => RunArgument.Find(settings, id)).ToList())
        {
            if (RunHistory.IsRunning(run))
            {
                throw new UsageException($"Run {run.Id} is running; end it first");
            }

            Directory.Delete(run.Path, recursive: true);
        }
    }
}
