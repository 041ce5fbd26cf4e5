using Slipway.Execution.Blobs;
using Slipway.Execution.Logs;
using Slipway.Execution.Steps;
using Slipway.Execution.Tests.Runs;
using Slipway.Execution.Workspaces;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.Workspaces;

public sealed class Workspaces_of_reruns : IDisposable
{
    private readonly BareRun _first = new();

    [Fact]
    public async Task Say_what_is_gone()
    {
        Add(_first, "build", "gone");
        Add(_first, "test", "2");

        var (outcome, log) = await AttachAsync(_first);

        // The layer is known, and its content is not there.
        Assert.Contains("the workspace layer of build is gone", Assert.IsType<StepOutcome.Failed>(outcome).Reason, StringComparison.Ordinal);
        Assert.Contains("2 layers", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Have_the_layers_of_jobs_that_are_not_run_again()
    {
        var files = Enumerable.Range(1, 2).Select(number => Path.Combine(_first.State.Path, $"{number}.jsonl")).ToList();
        new WorkspaceFile(files[0]).Add(Layer("build", "old"));
        new WorkspaceFile(files[0]).Add(Layer("test", "old"));
        var rerun = new WorkspaceFile(files[1]);
        rerun.Inherit(files[0], (workflow, job) => (workflow, job) == ("main", "build"));
        rerun.Add(Layer("test", "new"));
        Assert.Equal(["build old", "test new"], (await rerun.ListAsync("main", TestContext.Current.CancellationToken)).Select(layer => $"{layer.Job} {layer.Content.Hash}"));
    }

    public void Dispose() => _first.Dispose();

    private static WorkspaceLayer Layer(string job, string hash) => new("main", job, 0, new Blob(hash, 1), DateTimeOffset.UnixEpoch);

    private static void Add(BareRun run, string job, string hash) =>
        new WorkspaceFile(run.Folder.Workspace).Add(Layer(job, hash));

    private static async Task<(StepOutcome Outcome, string Log)> AttachAsync(BareRun run)
    {
        var job = run.Context(Plan("build"), Plan("test", "build"), Plan("last", "test"));
        var text = new System.Text.StringBuilder();
        run.Wrote = output => text.Append(output);
        await using var log = new StepLog(run.Recorder, job.Ref, 1, 1, "attach", TimeProvider.System);
        var outcome = await StepExecution.RunAsync(job, new AttachWorkspaceStep { Name = "attach", At = "/tmp" }, log, TestContext.Current.CancellationToken);
        return (outcome, text.ToString());
    }

    private static JobPlan Plan(string name, params string[] requires) =>
        new() { Name = name, Definition = name, Requires = [.. requires.Select(job => new Requirement(job, [RequiredStatus.Success]))] };
}
