using Slipway.Model.Events;
using Slipway.Workflows.Graphs;
using Slipway.Workflows.Pipelines;

namespace Slipway.Workflows.Tests.Pipelines;

/// <summary>A pipeline of one workflow, <c>main</c>, that a test drives by hand.</summary>
internal sealed class DrivenPipeline
{
    private PipelineState _state = PipelineState.Empty;

    public DrivenPipeline(IReadOnlyList<GraphJob> jobs, int reruns = 0, string[]? passed = null, WaitLimits? limits = null, bool isSetup = false) =>
        Apply(new PipelineInput.Started([new WorkflowGraph("main", jobs, reruns)], isSetup)
        {
            Passed = passed is null ? new Dictionary<string, IReadOnlyList<string>>() : new Dictionary<string, IReadOnlyList<string>> { ["main"] = passed },
            Limits = limits ?? new WaitLimits(),
        });

    public RunOutcome? Outcome => _state.Outcome;

    public PipelinePhase Phase => _state.Phase;

    public WorkflowStatus Status => WorkflowStatuses.Of(Main);

    public IEnumerable<string> Running => Main.Graph.Jobs.Where(job => this[job.Name].Phase == JobPhase.Running).Select(job => job.Name);

    private WorkflowState Main => _state.Workflows.Single();

    public JobState this[string job] => Main.Jobs[Main.Graph.Jobs.Index().Single(item => item.Item.Name == job).Index];

    public JobOutcome? OutcomeOf(string job) => this[job].Outcome;

    public JobAttempt Ref(string job) => new("main", job, Main.Attempt);

    public IReadOnlyList<PipelineOutput> Apply(PipelineInput input)
    {
        var change = Pipeline.Apply(_state, input);
        _state = change.State;
        return change.Outputs;
    }

    public IReadOnlyList<PipelineOutput> End(string job, JobOutcome outcome, int node = 0) => Apply(new PipelineInput.NodeEnded(Ref(job), node, outcome));
}
