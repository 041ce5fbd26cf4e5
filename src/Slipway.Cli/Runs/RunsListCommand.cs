using System.CommandLine;
using System.Globalization;
using Slipway.Cli.Help;
using Slipway.Cli.Views;
using Slipway.Execution.Failures;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Model.Events;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Runs;

/// <summary><c>slipway runs ls</c>: one line per run, the newest first.</summary>
internal static class RunsListCommand
{
    public static Command Create()
    {
        var limit = new Option<int>("--limit", "-n") { Description = "How many runs to show", DefaultValueFactory = _ => 20 };
        var command = new Command("ls", "List runs, the newest first.") { limit };
        command.SetAction(result => Write(result.GetValue(limit), result.InvocationConfiguration.Output));
        return command.WithExamples("slipway runs ls", "slipway runs ls -n 100");
    }

    private static void Write(int limit, TextWriter output)
    {
        foreach (var run in new RunHistory(StateFolder.FromEnvironment()).List().Take(limit))
        {
            if (TryRead(run, output) is { } events && events.OfType<RunStarted>().FirstOrDefault() is { } started)
            {
                var when = started.Time.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
                var branch = started.Tag ?? started.Branch ?? "-";
                output.WriteLine(TerminalText.OneLine($"{run.Id,5}  {when}  {State(run, events),-22}  {started.Project}  {branch}"));
            }
        }
    }

    /// <returns>Null for a run of a newer Slipway, which is said in its place.</returns>
    private static IReadOnlyList<RunEvent>? TryRead(RunFolder run, TextWriter output)
    {
        try
        {
            return RunHistory.Events(run);
        }
        catch (InfrastructureException)
        {
            output.WriteLine($"{run.Id,5}  recorded by a newer slipway");
            return null;
        }
    }

    /// <summary>In words: running, how it ended, or that it came to no end.</summary>
    public static string State(RunFolder run, IReadOnlyList<RunEvent> events) => events.OfType<RunFinished>().LastOrDefault() switch
    {
        { } finished => EventText.Describe(finished.Outcome),
        null when RunHistory.IsRunning(run) => "running",
        null => "cut off",
    };
}
