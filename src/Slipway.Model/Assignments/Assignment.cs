using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Model.Assignments;

/// <summary>All that must be known to run one node of one job. It holds secrets: it is handed over and not kept.</summary>
public sealed record Assignment
{
    /// <summary>The newest shape that is known here.</summary>
    public const int KnownSchema = 1;

    /// <summary>Version of this shape; a reader refuses a newer one.</summary>
    public int Schema { get; init; } = KnownSchema;

    /// <summary>A build job.</summary>
    public required JobPlan Plan { get; init; }

    /// <summary>Which node of which job.</summary>
    public required JobRef Job { get; init; }

    /// <summary>Which attempt at its workflow it belongs to, from 1.</summary>
    public required int Attempt { get; init; }

    public required JobNumbers Numbers { get; init; }

    public required RunFacts Run { get; init; }

    /// <summary>What <c>checkout</c> gives to the job.</summary>
    public required JobSource Source { get; init; }

    public required AssignedVariables Variables { get; init; }

    /// <summary>The job and all jobs of its workflow that end before it: whose workspace layers it sees, and in which order.</summary>
    public required IReadOnlyList<UpstreamJob> Upstream { get; init; }

    public required JobChoices Choices { get; init; }

    /// <summary>How much may be kept of what the job leaves.</summary>
    public required StorageLimits Limits { get; init; }

    /// <summary>What its tests are split by, as the file of times that <c>circleci tests split</c> reads; the same for all nodes. Null: nothing is known.</summary>
    public ReadOnlyMemory<byte>? TestTimings { get; init; }

    /// <summary>How a job of a setup pipeline goes on with it; null in all others.</summary>
    public ContinuationOffer? Continuation { get; init; }

    /// <summary>Where its code, caches and workspaces are; null: on this machine.</summary>
    public ServerAccess? Server { get; init; }

    /// <summary>Whether the job gets what the project keeps for its own code: contexts, variables, SSH keys.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool MayUseSecrets => Run.Trust.IsTrusted || Choices.Untrusted.Secrets;
}

/// <summary>Variables from outside of the plan.</summary>
/// <param name="Project">The project's.</param>
/// <param name="Contexts">Those of the job's contexts that are given, by name.</param>
/// <param name="Hidden">All values that must not be seen of the run.</param>
public sealed record AssignedVariables(
    IReadOnlyDictionary<string, string> Project,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Contexts,
    IReadOnlyList<string> Hidden);

/// <summary>A job of the workflow as the graph knows it.</summary>
/// <param name="Name">Unique in the workflow.</param>
/// <param name="Requires">The jobs that have ended before it.</param>
public sealed record UpstreamJob(string Name, IReadOnlyList<string> Requires);

/// <summary>What is needed to continue a pipeline.</summary>
/// <param name="Key">The value of CIRCLE_CONTINUATION_KEY.</param>
/// <param name="Given">The pipeline parameters that the run was started with; a continuation may not give them again.</param>
public sealed record ContinuationOffer(string Key, IReadOnlyList<string> Given);
