using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Logs;
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
            await Task.WhenAll(job.Space.Services.Select(service => KeepAsync(job, service, deadline.Token)));
        }
        catch (Exception failure) when (failure is DockerApiException or HttpRequestException or IOException or TimeoutException or OperationCanceledException)
        {
            // The job's own result is not for these logs to decide.
        }
    }

    private static async Task KeepAsync(JobContext job, ServiceContainer service, CancellationToken cancellationToken)
    {
        var containers = job.Ports.Spaces.Docker.Client.Containers;
        var state = (await containers.InspectContainerAsync(service.Container, cancellationToken)).State!;
        await using var log = StepLog.OfService(job.Recorder, job.Ref, job.Assignment.Attempt, service, job.Clock);
        using var output = await containers.GetContainerLogsAsync(
            service.Container, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true }, cancellationToken);
        var chunk = new byte[64 * 1024];
        while (await output.ReadOutputAsync(chunk, 0, chunk.Length, cancellationToken) is { EOF: false } read)
        {
            await log.WriteAsync(chunk.AsMemory(0, read.Count), cancellationToken);
        }

        job.Recorder.Record(new ServiceLogged(job.Ref, service.Image, log.Name, state.Running ? null : (int)state.ExitCode, service.Name) { Time = job.Recorder.Now });
    }
}
