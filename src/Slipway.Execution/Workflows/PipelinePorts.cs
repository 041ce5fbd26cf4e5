using Slipway.Execution.Events;
using Slipway.Execution.Jobs;
using Slipway.Execution.Projects;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Workflows;

/// <summary>What a pipeline works with, beside what its assignments say.</summary>
public sealed record PipelinePorts
{
    /// <summary>Runs what the pipeline starts.</summary>
    public required IJobRunner Jobs { get; init; }

    public required RunRecorder Recorder { get; init; }

    public required IProjectState Project { get; init; }

    /// <summary>The tests that the nodes of a job with this build number have reported.</summary>
    public required Func<string, int, IEnumerable<TestCase>> ReadTests { get; init; }

    /// <summary>Asks for approvals.</summary>
    public required Approver Approver { get; init; }

    /// <summary>Gives the plan that follows a setup plan: one without workflows when there is nothing more to run, null when it is invalid.</summary>
    public required Func<CancellationToken, Task<Plan?>> ContinueAsync { get; init; }

    public required TimeProvider Clock { get; init; }
}
