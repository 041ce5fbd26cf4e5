using Slipway.Execution.Events;
using Slipway.Execution.State;
using Slipway.Execution.TestResults;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Runs;

/// <summary>A run, as far as its pipeline must know it.</summary>
public sealed record RunScope
{
    public required RunFacts Facts { get; init; }

    public required RunRecorder Recorder { get; init; }

    /// <summary>The run's files.</summary>
    public required RunFolder Folder { get; init; }

    public required VariableSets Variables { get; init; }

    /// <summary>What the jobs check out.</summary>
    public required JobSource Source { get; init; }

    /// <summary>What was chosen for all jobs.</summary>
    public required JobChoices Choices { get; init; }

    /// <summary>Jobs that run at once.</summary>
    public int ParallelJobs { get; init; } = 1;

    /// <summary>Names of approvals that are given, or <c>all</c>.</summary>
    public IReadOnlyCollection<string> Approvals { get; init; } = [];

    /// <summary>How a setup pipeline is continued; null in all others.</summary>
    public ContinuationOffer? Continuation { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>What tests are split by.</summary>
    public required TestTimings TestTimings { get; init; }

    public required StateFolder State { get; init; }
}

/// <summary>The project's variables and its contexts by name.</summary>
public sealed record VariableSets(
    IReadOnlyDictionary<string, string> Project,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Contexts)
{
    /// <summary>All values: what must not be seen of a run.</summary>
    public IEnumerable<string> Values => [.. Project.Values, .. Contexts.Values.SelectMany(context => context.Values)];
}
