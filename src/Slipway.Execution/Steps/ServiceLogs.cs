using Slipway.Execution.Failures;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Logs;
using Slipway.Linux.Failures;
using Slipway.Model.Events;

namespace Slipway.Execution.Steps;

/// <summary>Keeps, at the end of a job, what its service containers said, and tells which of them ended before it.</summary>
internal static class ServiceLogs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task KeepAsync(JobContext job)
    {
        using var deadline = new CancellationTokenSource(Patience, job.Clock);
        try
        {
            await Outage.TellAsync(Task.WhenAll(job.Space.Services.Select(service => KeepAsync(job, service, deadline.Token))));
        }
        catch (OperationCanceledException)
        {
            // What came in time is kept.
        }
        catch (InfrastructureException)
        {
            // The job's own result is not for these logs to decide.
        }
    }

    private static async Task KeepAsync(JobContext job, ServiceContainer service, CancellationToken cancellationToken)
    {
        await using var log = StepLog.OfService(job.Recorder, job.Ref, job.Assignment.Attempt, service, job.Clock);
        var exitCode = await job.Space.ReadServiceAsync(service, log.WriteAsync, cancellationToken);
        job.Recorder.Record(new ServiceLogged(job.Ref, service.Image, log.Id, exitCode, service.Name) { Time = job.Recorder.Now });
    }
}
