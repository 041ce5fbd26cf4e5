using Slipway.Execution.Blobs;
using Slipway.Execution.Jobs;
using Slipway.Execution.Logs;
using Slipway.Execution.Steps;
using Slipway.Execution.Tests.Runs;
using Slipway.Execution.Variables;
using Slipway.Execution.Workspaces;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.Workspaces;

public sealed class Workspaces_of_reruns : IDisposable
{
    private readonly BareRun _first = new();

    [Fact]
    public async Task Are_inherited_through_any_number_of_reruns_and_say_what_is_gone()
    {
        Add(_first, "build", "gone");
        using var second = Rerun("2", of: "1");
        Add(second, "test", "2");
        using var third = Rerun("3", of: "2");

        var (outcome, log) = await AttachAsync(third);

        // The layer of the first run is known, and its content is not there.
        Assert.Contains("the workspace layer of build is gone", Assert.IsType<StepOutcome.Failed>(outcome).Reason, StringComparison.Ordinal);
        Assert.Contains("2 layers", log, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_a_jobs_layers_from_the_newest_run_that_has_some()
    {
        var files = Enumerable.Range(1, 3).Select(number => Path.Combine(_first.State.Path, $"{number}.jsonl")).ToList();
        new WorkspaceIndex(files[0], []).Add(Layer("build", "old"));
        new WorkspaceIndex(files[0], []).Add(Layer("test", "old"));
        new WorkspaceIndex(files[1], []).Add(Layer("test", "new"));
        var layers = new WorkspaceIndex(files[2], [files[1], files[0]]).Of("main", ["build", "test"]);
        Assert.Equal(["old", "new"], layers.Select(layer => layer.Content.Hash));
    }

    public void Dispose() => _first.Dispose();

    private static WorkspaceLayer Layer(string job, string hash) => new("main", job, 0, new Blob(hash, 1), DateTimeOffset.UnixEpoch);

    private static void Add(BareRun run, string job, string hash) =>
        new WorkspaceIndex(Path.Combine(run.Scope.Recorder.Folder.Path, WorkspaceIndex.FileName), []).Add(Layer(job, hash));

    private BareRun Rerun(string id, string of)
    {
        var run = new BareRun(_first.State, id, of);
        run.Scope.Recorder.Record(new RunStarted { Time = DateTimeOffset.UnixEpoch, Run = id, Project = "project", PipelineNumber = 1, Config = "", RerunOf = of });
        return run;
    }

    private static async Task<(StepOutcome Outcome, string Log)> AttachAsync(BareRun run)
    {
        var plans = (JobPlan[])[Plan("build"), Plan("test", "build"), Plan("last", "test")];
        var job = new JobContext
        {
            Run = run.Scope,
            Plan = plans[2],
            Ref = new JobRef("main", "last"),
            Numbers = new JobNumbers(1, Guid.Empty, Guid.Empty, Guid.Empty),
            Space = null!,
            Variables = new JobVariables(plans[2].Environment, [], plans[2].Environment, plans[2].Environment),
            Upstream = new UpstreamJobs(plans, "last"),
            Engine = null,
        };
        var text = new System.Text.StringBuilder();
        run.Wrote = output => text.Append(output);
        await using var log = new StepLog(run.Scope.Recorder, job.Ref, 1, "attach", run.Scope.Secrets, TimeProvider.System);
        var outcome = await StepExecution.RunAsync(job, new AttachWorkspaceStep { Name = "attach", At = "/tmp" }, log, TestContext.Current.CancellationToken);
        return (outcome, text.ToString());
    }

    private static JobPlan Plan(string name, params string[] requires) =>
        new() { Name = name, Definition = name, Requires = [.. requires.Select(job => new Requirement(job, [RequiredStatus.Success]))] };
}
