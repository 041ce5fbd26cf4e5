using Slipway.Execution.Runs;
using Slipway.Execution.Tests.Runs;
using Slipway.Execution.Workflows;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.Workflows;

/// <summary>Pipelines of one workflow, driven with no Docker.</summary>
internal static class BareRunPipelines
{
    public static Task<RunOutcome> RunAsync(this BareRun run, WorkflowPlan workflow, CancellationToken cancellationToken, Approver? approver = null, string[]? passed = null) =>
        new PipelineRunner(approver is null ? run.Pipeline : run.Pipeline with { Approver = approver }, run.Template, BareRun.ParallelJobs)
            .RunAsync(new Plan { Workflows = [workflow] }, passed is null ? null : Prior(workflow.Name, passed), cancellationToken);

    private static PriorRun Prior(string workflow, string[] passed) => new(
        new Dictionary<string, IReadOnlyDictionary<string, JobOutcome>> { [workflow] = passed.ToDictionary(job => job, JobOutcome (_) => new JobOutcome.Passed()) },
        new Dictionary<string, Guid?>());
}
