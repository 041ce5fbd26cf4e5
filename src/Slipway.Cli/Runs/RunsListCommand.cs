using System.CommandLine;
using System.Globalization;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Cli.Views;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Linux.Failures;
using Slipway.Model.Events;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Runs;

/// <summary><c>slipway runs ls</c>: one line per run, the newest first.</summary>
internal static class RunsListCommand
{
    public static Command Create(CommandSettings settings)
    {
        var limit = new Option<int>("--limit", "-n") { Description = "How many runs to show", DefaultValueFactory = _ => 20 };
        limit.RequireAtLeast(1);
        var command = new Command("ls", "List runs, the newest first.") { limit };
        command.SetAction(result => Write(settings, result.GetValue(limit), result.InvocationConfiguration.Output));
        return command.WithExamples("slipway runs ls", "slipway runs ls -n 100");
    }

    private static void Write(CommandSettings settings, int limit, TextWriter output)
    {
        foreach (var run in new RunHistory(settings.State).List().Take(limit))
        {
            if (TryRead(run, output) is ({ } started, var finished))
            {
                var when = started.Time.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
                var branch = started.Tag ?? started.Branch ?? "-";
                output.WriteLine(TerminalText.OneLine($"{run.Id,5}  {when}  {State(run, finished),-22}  {started.Project}  {branch}"));
            }
        }
    }

    /// <returns>How it began and how it ended; nothing for a run of a newer Slipway, which is said in its place.</returns>
    private static (RunStarted? Started, RunFinished? Finished) TryRead(RunFolder run, TextWriter output)
    {
        RunStarted? started = null;
        RunFinished? finished = null;
        try
        {
            foreach (var happened in RunHistory.Events(run))
            {
                started ??= happened as RunStarted;
                finished = happened as RunFinished ?? finished;
            }

            return (started, finished);
        }
        catch (InfrastructureException)
        {
            output.WriteLine($"{run.Id,5}  recorded by a newer slipway");
            return (null, null);
        }
    }

    /// <summary>In words: running, how it ended, or that it came to no end.</summary>
    public static string State(RunFolder run, RunFinished? end) => end switch
    {
        { } finished => EventText.Describe(finished.Outcome),
        null when RunHistory.IsRunning(run) => "running",
        null => "cut off",
    };
}
