using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Graphs;
using Slipway.Workflows.Pipelines;

namespace Slipway.Workflows.Tests.Pipelines;

/// <summary>Graphs and inputs by chance, the same ones for the same seed: most inputs are those that somebody waits for, and the others may be anything.</summary>
internal sealed class RandomPipeline(int seed)
{
    private static readonly string[] Workflows = ["one", "two", "three"];
    private static readonly string[] Groups = ["group", "other"];
    private static readonly RequiredStatus[] Success = [RequiredStatus.Success];
    private readonly Random _random = new(seed);
    private readonly List<PipelineInput> _given = [];

    public PipelineInput.Started Start()
    {
        var graphs = Graphs();
        return new PipelineInput.Started(graphs, Chance(20))
        {
            Limits = new WaitLimits(Chance(30) ? TimeSpan.FromHours(5) : null, Chance(30) ? TimeSpan.FromDays(90) : null),
            Passed = graphs.Where(_ => Chance(15)).ToDictionary(graph => graph.Name, IReadOnlyList<string> (graph) => [.. graph.Jobs.Where(_ => Chance(50)).Select(job => job.Name)]),
        };
    }

    public PipelineInput Next(PipelineState state)
    {
        var wanted = state.Workflows.SelectMany(Wanted).ToList();
        var input = _given.Count > 0 && Chance(5) ? Pick(_given)
            : state.Phase == PipelinePhase.Continuing && Chance(60) ? Continuation()
            : wanted.Count > 0 && Chance(85) ? Pick(wanted)
            : Anything();
        _given.Add(input);
        return input;
    }

    /// <summary>Whether a pipeline that has ended is left alone; others are run again, or get inputs that come too late.</summary>
    public bool IsEnough() => Chance(60);

    private List<WorkflowGraph> Graphs() => [.. Workflows.Take(_random.Next(4)).Select(name => new WorkflowGraph(name, Jobs(), Chance(40) ? _random.Next(3) : 0))];

    private List<GraphJob> Jobs()
    {
        var count = _random.Next(8);
        var hasCircles = Chance(4);
        GraphJob[] jobs = [.. Enumerable.Range(0, count).Select(number => Job(number, hasCircles ? count : number))];
        _random.Shuffle(jobs);
        return [.. jobs];
    }

    private GraphJob Job(int number, int before)
    {
        var kind = _random.Next(100) switch
        {
            < 58 => JobKind.Build,
            < 70 => JobKind.Approval,
            < 76 => JobKind.NoOp,
            < 87 => JobKind.Lock,
            < 98 => JobKind.Unlock,
            _ => JobKind.Release,
        };
        var requires = Enumerable.Range(0, before).Where(_ => Chance(35)).Select(other => new Requirement(Chance(4) ? "filtered" : $"job-{other}", Statuses()));
        var group = kind is JobKind.Lock or JobKind.Unlock ? (Chance(90) ? Pick(Groups) : null) : Chance(20) ? Pick(Groups) : null;
        return new GraphJob($"job-{number}", kind, [.. requires], group, Chance(75) ? 1 : _random.Next(1, 4));
    }

    private RequiredStatus[] Statuses() => Chance(60) ? Success
        : Chance(30) ? Enum.GetValues<RequiredStatus>()
        : [.. Enum.GetValues<RequiredStatus>().Where(_ => Chance(40)).DefaultIfEmpty(RequiredStatus.Failed)];

    private IEnumerable<PipelineInput> Wanted(WorkflowState workflow)
    {
        foreach (var (job, progress) in workflow.Graph.Jobs.Zip(workflow.Jobs))
        {
            var name = new JobAttempt(workflow.Graph.Name, job.Name, workflow.Attempt);
            switch (progress.Phase)
            {
                case JobPhase.Running:
                    foreach (var node in Enumerable.Range(0, job.Nodes).Where(node => progress.Nodes[node] is null))
                    {
                        yield return new PipelineInput.NodeEnded(name, node, Outcome());
                    }

                    break;
                case JobPhase.AwaitingApproval:
                    yield return Chance(80) ? new PipelineInput.ApprovalGiven(name, "somebody") : new PipelineInput.ApprovalLeftOpen(name);
                    break;
                case JobPhase.AwaitingTurn:
                    yield return Chance(80) ? new PipelineInput.TurnGranted(name) : new PipelineInput.TurnRefused(name);
                    break;
            }
        }
    }

    private PipelineInput Continuation() => Chance(85) ? new PipelineInput.ContinuationGiven(Graphs()) : new PipelineInput.ContinuationRefused();

    private PipelineInput Anything()
    {
        var job = new JobAttempt(Chance(95) ? Pick(Workflows) : "none", $"job-{_random.Next(9)}", _random.Next(1, 5));
        return _random.Next(13) switch
        {
            0 => new PipelineInput.NodeEnded(job, _random.Next(-1, 4), Outcome()),
            1 => new PipelineInput.JobStopped(job, Outcome()),
            2 => new PipelineInput.ApprovalGiven(job),
            3 => new PipelineInput.ApprovalLeftOpen(job),
            4 => new PipelineInput.TurnGranted(job),
            5 => new PipelineInput.TurnRefused(job),
            6 or 7 => new PipelineInput.TimerElapsed(job),
            8 => new PipelineInput.CancelAsked(Chance(50) ? null : Pick(Workflows)),
            9 or 10 => new PipelineInput.RerunAsked(Pick(Workflows)),
            11 => Continuation(),
            _ => Start(),
        };
    }

    private JobOutcome Outcome() => _random.Next(20) switch
    {
        < 12 => new JobOutcome.Passed(),
        < 15 => new JobOutcome.Failed("a step failed"),
        15 => new JobOutcome.TimedOut("it took too long"),
        16 => new JobOutcome.Canceled(),
        17 => new JobOutcome.InfrastructureFailed("Docker is gone"),
        18 => new JobOutcome.Unauthorized("a context is missing"),
        _ => new JobOutcome.NotRun("its executor cannot run here"),
    };

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
