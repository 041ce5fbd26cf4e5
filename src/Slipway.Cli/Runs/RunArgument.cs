using System.CommandLine;
using Slipway.Cli.Completion;
using Slipway.Cli.Exits;
using Slipway.Cli.Settings;
using Slipway.Cli.Terminals;
using Slipway.Cli.Views;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Model.Events;
using Slipway.Model.Texts;

namespace Slipway.Cli.Runs;

/// <summary>The argument that names a run, and the run that it names.</summary>
internal static class RunArgument
{
    private const int MostSuggested = 100;

    public static Argument<string> Create(CommandSettings settings) => new Argument<string>("RUN")
    {
        Description = "A run's number; last: the newest",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => "last",
    }.Suggest(_ => Suggest(settings));

    /// <summary>The runs that there are.</summary>
    public static IEnumerable<string> Suggest(CommandSettings settings) => new RunHistory(settings.State).List().Take(MostSuggested).Select(run => run.Id).Prepend("last");

    /// <summary>The jobs of a run.</summary>
    public static IEnumerable<string> SuggestJobs(CommandSettings settings, string run) => RunHistory.Events(Find(settings, run)).OfType<JobStarted>().Select(job => EventText.Name(job.Job)).Distinct();

    /// <summary>A run's events, one by one; says on standard error behind the last when there are some that this version does not know.</summary>
    public static IEnumerable<RunEvent> Events(RunFolder run)
    {
        var unknown = 0;
        foreach (var happened in RunHistory.Events(run, () => unknown++))
        {
            yield return happened;
        }

        if (unknown > 0)
        {
            Terminal.Tell($"{CountText.Of(unknown, "event")} of run {run.Id} left out: another version of slipway has recorded the run, and this one does not know their kind");
        }
    }

    /// <exception cref="UsageException">There is no such run.</exception>
    public static RunFolder Find(CommandSettings settings, string id) =>
        new RunHistory(settings.State).Find(id)
        ?? throw new UsageException(id == "last" ? "There is no run yet; slipway run makes one" : $"There is no run {id}; slipway runs ls shows all");
}
