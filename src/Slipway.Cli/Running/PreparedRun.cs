using Slipway.Execution.Jobs;
using Slipway.Execution.Runs;
using Slipway.Execution.Workflows;
using Slipway.Model.Plans;

namespace Slipway.Cli.Running;

/// <summary>A run that is ready to start.</summary>
/// <param name="Plan">Selected and complete.</param>
/// <param name="Facts">What is known of it.</param>
/// <param name="State">Where it is kept.</param>
/// <param name="Variables">The project's variables and contexts.</param>
/// <param name="Prior">The run that it reruns from failed; null for others.</param>
internal sealed record PreparedRun(Plan Plan, RunFacts Facts, StateFolder State, VariableSets Variables, PriorRun? Prior);
