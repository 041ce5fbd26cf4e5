using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Execution.Runs;
using Slipway.Execution.State;

namespace Slipway.Cli.Runs;

/// <summary>The argument that names a run, and the run that it names.</summary>
internal static class RunArgument
{
    public static Argument<string> Create() => new("RUN")
    {
        Description = "A run's number; last: the newest",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => "last",
    };

    /// <exception cref="UsageException">There is no such run.</exception>
    public static RunFolder Find(string id) =>
        new RunHistory(StateFolder.FromEnvironment()).Find(id)
        ?? throw new UsageException(id == "last" ? "There is no run yet; slipway run makes one" : $"There is no run {id}; slipway runs ls shows all");
}
