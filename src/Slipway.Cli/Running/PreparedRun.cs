using Slipway.Execution.Continuations;
using Slipway.Execution.Masking;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Model.Assignments;
using Slipway.Model.Plans;

namespace Slipway.Cli.Running;

/// <summary>A run that is ready to start.</summary>
/// <param name="Plan">Selected and complete.</param>
/// <param name="Facts">What is known of it.</param>
/// <param name="State">Where it is kept.</param>
/// <param name="Variables">The project's variables and contexts.</param>
/// <param name="Prior">The run that it reruns from failed; null for others.</param>
/// <param name="Setup">How it goes on when it is a setup pipeline; null for others.</param>
internal sealed record PreparedRun(Plan Plan, RunFacts Facts, StateFolder State, VariableSets Variables, PriorRun? Prior, SetupPipeline? Setup)
{
    /// <summary>What is hidden in all that the run shows and keeps.</summary>
    public SecretPatterns Secrets { get; } = new(Variables.Values);
}

/// <summary>The second half of a setup pipeline, before it is known.</summary>
/// <param name="Offer">What the jobs of the first half hand it in by.</param>
/// <param name="PlanAsync">Compiles what was handed in, kept in a file, and selects from it; null when it is invalid. What there is to say of it is written.</param>
internal sealed record SetupPipeline(ContinuationOffer Offer, Func<ContinuedConfig, string, TextWriter, CancellationToken, Task<Plan?>> PlanAsync);
