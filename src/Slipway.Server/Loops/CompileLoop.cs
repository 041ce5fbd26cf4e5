using System.Text;
using System.Text.Json;
using Slipway.Linux.Failures;
using Slipway.Model.Plans;
using Slipway.Model.Runners;
using Slipway.Server.Compilation;
using Slipway.Server.Driving;
using Slipway.Server.Journals;
using Slipway.Server.Pipelines;
using Slipway.Server.Projects;
using Slipway.Server.Queue;
using Slipway.Server.Signals;
using Slipway.Server.Storage;
using Slipway.Workflows.Graphs;
using Slipway.Workflows.Pipelines;

namespace Slipway.Server.Loops;

/// <summary>Compiles the configs of pipelines that wait for it, the oldest first, and begins their workflows.</summary>
/// <param name="pending">Is told when there are more.</param>
/// <param name="queued">Is told when nodes wait.</param>
public sealed class CompileLoop(
    IDatabase database, ProjectRepositories repositories, JournalStore journals, IPipelineCompiler compiler, PipelineDriver driver, ChangeSignal pending, ChangeSignal queued, TimeProvider clock, Action<string> report)
{
    private const int AtOnce = 4;
    private const int MostGivenBytes = 64 << 20;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly PushConfig _configs = new(database, repositories, compiler);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = pending.Next;
            var isIdle = true;
            if (await WorldFailure.FindAsync(async () => isIdle = await MoveAllOnAsync(cancellationToken), cancellationToken) is { } failure)
            {
                report($"configs could not be compiled, and are tried again: {failure.Message}");
            }

            if (isIdle)
            {
                await ChangeSignal.WaitAsync(next, LookAgain, clock, cancellationToken);
            }
        }
    }

    /// <returns>Whether there is nothing more to do at once.</returns>
    private async Task<bool> MoveAllOnAsync(CancellationToken cancellationToken)
    {
        var waiting = await database.ReadAsync(session => PipelineTable.ListPendingAsync(session, AtOnce), cancellationToken);
        var failures = await Task.WhenAll(waiting.Select(pipeline => WorldFailure.FindAsync(() => MoveOnAsync(pipeline, cancellationToken), cancellationToken)));
        foreach (var failure in failures.OfType<Exception>())
        {
            report($"a config could not be compiled, and is tried again: {failure.Message}");
        }

        return waiting.Count == 0 || failures.Any(failure => failure is not null);
    }

    private async Task MoveOnAsync(PipelineRecord pipeline, CancellationToken cancellationToken)
    {
        await (pipeline.Stage == PipelineStage.Pending ? StartAsync(pipeline, cancellationToken) : ContinueAsync(pipeline, cancellationToken));
        queued.Announce();
    }

    private async Task StartAsync(PipelineRecord pipeline, CancellationToken cancellationToken)
    {
        var (config, answer) = await _configs.CompileAsync(pipeline, cancellationToken);
        await database.WriteAsync(
            async session =>
            {
                var stage = answer.Plan is null ? PipelineStage.Errored : PipelineStage.Created;
                await PipelineTable.KeepCompiledAsync(session, pipeline.Id, stage, config is null ? null : Encoding.UTF8.GetString(config), answer, clock.GetUtcNow());
                if (answer.Plan is { Workflows.Count: > 0 } plan)
                {
                    await driver.StartAsync(session, pipeline.Id, plan);
                }
            },
            cancellationToken);
    }

    private async Task ContinueAsync(PipelineRecord pipeline, CancellationToken cancellationToken)
    {
        var given = await FindGivenAsync(pipeline, cancellationToken);
        var answer = given is null ? new CompileAnswer(new Plan { Workflows = [] }, []) : await _configs.ContinueAsync(pipeline, given, cancellationToken);
        await database.WriteAsync(session => ContinueAsync(session, pipeline, answer), cancellationToken);
    }

    /// <summary>Both halves are one plan from then on, with names that tell their workflows apart.</summary>
    private async Task ContinueAsync(SqlSession session, PipelineRecord pipeline, CompileAnswer answer)
    {
        var setup = await PipelineTable.PlanAsync(session, pipeline.Id);
        IReadOnlyList<WorkflowPlan> continued = [.. (answer.Plan?.Workflows ?? []).Select(workflow => setup.Workflows.Any(other => other.Name == workflow.Name) ? workflow with { Name = workflow.Name + " (continued)" } : workflow)];
        var both = new CompileAnswer(setup with { IsSetup = false, Workflows = [.. setup.Workflows, .. continued] }, [.. pipeline.Problems, .. answer.Problems]);
        var stage = answer.Plan is null ? PipelineStage.Errored : PipelineStage.Created;
        await PipelineTable.KeepCompiledAsync(session, pipeline.Id, stage, await PipelineTable.ConfigAsync(session, pipeline.Id), both, clock.GetUtcNow());
        PipelineInput input = answer.Plan is null ? new PipelineInput.ContinuationRefused() : new PipelineInput.ContinuationGiven([.. continued.Select(WorkflowGraph.Of)]);
        await driver.ApplyAsync(session, pipeline.Id, input);
    }

    /// <summary>What the first job has given that has given something.</summary>
    private async Task<GivenConfig?> FindGivenAsync(PipelineRecord pipeline, CancellationToken cancellationToken)
    {
        foreach (var assignment in await database.ReadAsync(session => AssignmentTable.ListEndedAsync(session, pipeline.Id), cancellationToken))
        {
            if (await ReadAsync(journals.Of(assignment), cancellationToken) is { } given)
            {
                return given;
            }
        }

        return null;
    }

    private static async Task<GivenConfig?> ReadAsync(AssignmentJournal journal, CancellationToken cancellationToken)
    {
        await using var file = journal.TryOpen(JournalStream.Continuation);
        try
        {
            return file is { Length: > 0 and < MostGivenBytes } ? await JsonSerializer.DeserializeAsync(file, CompileJson.Default.GivenConfig, cancellationToken) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
