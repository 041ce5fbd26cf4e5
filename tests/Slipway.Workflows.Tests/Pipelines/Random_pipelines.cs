using Slipway.Model.Events;
using Slipway.Workflows.Pipelines;

namespace Slipway.Workflows.Tests.Pipelines;

/// <summary>Each seed is a graph and a history of inputs. A failure names its seed.</summary>
public sealed class Random_pipelines
{
    private const int Seeds = 10_000;
    private const int MostInputs = 60;

    [Fact]
    public void Do_what_the_model_says()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var (history, outputs, _) = Play(seed);
            var expected = new PipelineModel(history).Tell().ToLookup(item => item.Time, item => PipelineJson.Write(item.Output));
            for (var time = 0; time < history.Count; time++)
            {
                List<string> wanted = [.. expected[time].Order(StringComparer.Ordinal)];
                List<string> given = [.. outputs[time].Select(PipelineJson.Write).Order(StringComparer.Ordinal)];
                if (!wanted.SequenceEqual(given))
                {
                    Assert.Fail($"Seed {seed}, input {time}. The model:\n{string.Join('\n', wanted)}\nThe machine:\n{string.Join('\n', given)}\nThe inputs:\n{string.Join('\n', history.Take(time + 1).Select(PipelineJson.Write))}");
                }
            }
        }
    }

    [Fact]
    public void Begin_nothing_before_what_it_requires_and_end_nothing_before_its_jobs()
    {
        for (var seed = 0; seed < Seeds / 10; seed++)
        {
            var (history, outputs, _) = Play(seed);
            Assert.True(FindDisorder(history, outputs) is null, $"Seed {seed}: {FindDisorder(history, outputs)} is too early.");
        }
    }

    [Fact]
    public void Go_on_from_their_stored_state_as_if_nothing_had_happened()
    {
        for (var seed = 0; seed < Seeds / 10; seed++)
        {
            var (history, outputs, _) = Play(seed);
            var stored = PipelineJson.Write(PipelineState.Empty);
            for (var time = 0; time < history.Count; time++)
            {
                var change = Pipeline.Apply(PipelineJson.ReadState(stored), PipelineJson.ReadInput(PipelineJson.Write(history[time])));
                var again = change.Outputs.Select(output => PipelineJson.Write(PipelineJson.ReadOutput(PipelineJson.Write(output))));
                Assert.True(outputs[time].Select(PipelineJson.Write).SequenceEqual(again), $"Seed {seed}, input {time}: {PipelineJson.Write(history[time])}");
                stored = PipelineJson.Write(change.State);
            }
        }
    }

    [Fact]
    public void Come_to_an_end_when_all_that_is_under_way_does()
    {
        for (var seed = 0; seed < Seeds / 10; seed++)
        {
            var state = Play(seed).State;
            for (var step = 0; state.Outcome is null; step++)
            {
                Assert.True(step < 1000, $"Seed {seed} does not end.");
                state = Pipeline.Apply(state, Ending(state)).State;
            }
        }
    }

    private static (List<PipelineInput> History, List<IReadOnlyList<PipelineOutput>> Outputs, PipelineState State) Play(int seed)
    {
        var chance = new RandomPipeline(seed);
        List<PipelineInput> history = [chance.Start()];
        List<IReadOnlyList<PipelineOutput>> outputs = [];
        var state = PipelineState.Empty;
        while (true)
        {
            var change = Pipeline.Apply(state, history[^1]);
            outputs.Add(change.Outputs);
            state = change.State;
            if (history.Count == MostInputs || (state.Outcome is not null && chance.IsEnough()))
            {
                return (history, outputs, state);
            }

            history.Add(chance.Next(state));
        }
    }

    private static PipelineInput Ending(PipelineState state) => state.Phase == PipelinePhase.Continuing
        ? new PipelineInput.ContinuationGiven([])
        : state.Workflows.SelectMany(workflow => workflow.Graph.Jobs.Zip(workflow.Jobs)
            .Where(job => job.Second.Phase is not (JobPhase.Waiting or JobPhase.Ended))
            .Select(job => new PipelineInput.JobStopped(new JobAttempt(workflow.Graph.Name, job.First.Name, workflow.Attempt), new JobOutcome.Failed("it ends")))).First();

    /// <summary>The first output that comes before what it needs; null: there is none.</summary>
    private static PipelineOutput? FindDisorder(List<PipelineInput> history, List<IReadOnlyList<PipelineOutput>> outputs)
    {
        // Of the two halves of a pipeline each has its own graphs under the same names.
        var graphs = ((PipelineInput.Started)history[0]).Workflows.ToDictionary(graph => graph.Name);
        var (ended, attempts) = (new HashSet<JobAttempt>(), new Dictionary<string, int>());
        for (var time = 0; time < history.Count; time++)
        {
            if (history[time] is PipelineInput.ContinuationGiven given && outputs[time].Any(output => output is PipelineOutput.WorkflowStarted))
            {
                graphs = given.Workflows.ToDictionary(graph => graph.Name);
            }

            foreach (var output in outputs[time])
            {
                var isInOrder = output switch
                {
                    PipelineOutput.WorkflowStarted started => Begin(started.Workflow, started.Attempt),
                    PipelineOutput.WorkflowRerun rerun => HasEnded(rerun.Workflow) && Begin(rerun.Workflow, attempts[rerun.Workflow] + 1),
                    PipelineOutput.WorkflowEnded over => HasEnded(over.Workflow),
                    PipelineOutput.StartJob { Job: var job } => MayBegin(job),
                    PipelineOutput.AskApproval { Job: var job } => MayBegin(job),
                    PipelineOutput.TakeTurn { Job: var job } => MayBegin(job),
                    PipelineOutput.JobReused { Job: var job } => MayBegin(job) && ended.Add(job),
                    PipelineOutput.JobEnded { Job: var job } => ended.Add(job),
                    _ => true,
                };
                if (!isInOrder)
                {
                    return output;
                }
            }
        }

        return null;

        bool Begin(string workflow, int attempt) => attempts.GetValueOrDefault(workflow) < (attempts[workflow] = attempt);

        bool HasEnded(string workflow) => graphs[workflow].Jobs.All(job => ended.Contains(new JobAttempt(workflow, job.Name, attempts[workflow])));

        bool MayBegin(JobAttempt job) => !ended.Contains(job) && graphs[job.Workflow].Jobs.Single(other => other.Name == job.Job).Requires
            .Where(requirement => graphs[job.Workflow].Jobs.Any(other => other.Name == requirement.Job))
            .All(requirement => ended.Contains(job with { Job = requirement.Job }));
    }
}
