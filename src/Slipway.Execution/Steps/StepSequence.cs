using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Steps;

/// <summary>Runs a job's steps one after another, by the state of the job and each step's <c>when</c>; background steps live until it is disposed.</summary>
internal sealed class StepSequence(JobContext job) : IAsyncDisposable
{
    private readonly BackgroundSteps _background = new(job);
    private JobOutcome? _failure;

    /// <summary>The step that failed first; null: none has.</summary>
    public StepPlan? FailedStep { get; private set; }

    public async Task<JobOutcome> RunAsync(CancellationToken cancellationToken)
    {
        for (var index = 0; index < job.Plan.Steps.Count; index++)
        {
            var step = job.Plan.Steps[index];
            if (SkipReason(step) is { } reason)
            {
                RecordSkipped(index + 1, step, reason);
                continue;
            }

            var outcome = await RunStepAsync(index + 1, step, cancellationToken);
            FailedStep ??= outcome is StepOutcome.Failed or StepOutcome.TimedOut ? step : null;
            switch (outcome)
            {
                case StepOutcome.Halted:
                    return _failure ?? new JobOutcome.Passed();
                case StepOutcome.Canceled:
                    return new JobOutcome.Canceled();
                case StepOutcome.InfrastructureFailed failed:
                    return new JobOutcome.InfrastructureFailed(failed.Reason);
                case StepOutcome.Failed { JobGoesOn: false } failed:
                    _failure ??= new JobOutcome.Failed($"step «{FirstLine(step.Name)}»: {failed.Reason}");
                    break;
                case StepOutcome.TimedOut timedOut:
                    _failure ??= new JobOutcome.TimedOut($"step «{FirstLine(step.Name)}»: {timedOut.Reason}");
                    break;
            }
        }

        return _failure ?? new JobOutcome.Passed();
    }

    public ValueTask DisposeAsync() => _background.DisposeAsync();

    private string? SkipReason(StepPlan step) => step switch
    {
        RunStep { IsDeploy: true } when job.Plan.Parallelism > 1 && job.Ref.Node != 0 => "deploy steps run on node 0 only",
        { When: StepWhen.Always } => null,
        { When: StepWhen.OnFail } => _failure is null ? "it runs on failure only" : null,
        StoreArtifactsStep or StoreTestResultsStep => null,
        _ => _failure is null ? null : "the job has failed",
    };

    /// <summary>A step without a name is called like its command, which may be long.</summary>
    private static string FirstLine(string name) => name.AsSpan().IndexOf('\n') is >= 0 and var end ? name[..end] + " …" : name;

    private void RecordSkipped(int index, StepPlan step, string reason)
    {
        var recorder = job.Recorder;
        recorder.Record(new StepStarted(job.Ref, index, step.Name, "") { Time = recorder.Now });
        recorder.Record(new StepFinished(job.Ref, index, new StepOutcome.Skipped(reason), TimeSpan.Zero) { Time = recorder.Now });
    }

    private async Task<StepOutcome> RunStepAsync(int index, StepPlan step, CancellationToken cancellationToken)
    {
        var recorder = job.Recorder;
        var log = job.OpenLog(index, step.Name);
        recorder.Record(new StepStarted(job.Ref, index, step.Name, log.Id) { Time = recorder.Now });
        if (step is RunStep { Background: true } background)
        {
            await _background.StartAsync(background, index, log, cancellationToken);
            return new StepOutcome.Passed();
        }

        var began = job.Clock.GetTimestamp();
        StepOutcome outcome;
        await using (log)
        {
            outcome = await StepExecution.RunAsync(job, step, log, cancellationToken);
        }

        recorder.Record(new StepFinished(job.Ref, index, outcome, job.Clock.GetElapsedTime(began)) { Time = recorder.Now });
        return outcome;
    }
}
