using Slipway.Engines.Leases;
using Slipway.Engines.Networks;
using Slipway.Engines.Settings;
using Slipway.Execution.Agents;
using Slipway.Execution.Failures;
using Slipway.Execution.Logs;
using Slipway.Execution.RemoteDocker;
using Slipway.Linux.Failures;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Texts;

namespace Slipway.Execution.Steps;

/// <summary>The step that hands the job its engine: from here on, Docker clients in the primary container use it.</summary>
/// <remarks>https://circleci.com/docs/guides/execution-managed/building-docker-images/.</remarks>
internal static class SetupRemoteDocker
{
    public static async Task<StepOutcome> RunAsync(JobContext job, SetupRemoteDockerStep step, StepLog log, CancellationToken cancellationToken)
    {
        if (job.Plan.Executor is ExecutorPlan.Machine)
        {
            log.Say("warning: Docker runs in this machine already; the step does nothing here");
            return new StepOutcome.Passed();
        }

        log.Say("Allocating a remote Docker Engine");
        var asked = job.Clock.GetTimestamp();
        EngineLease lease;
        try
        {
            using var heard = job.Engine!.Lease.IsCompleted ? null : job.Ports.EngineNotices.Follow(log.Say);
            lease = await job.Engine!.Lease.WaitAsync(cancellationToken);
        }
        catch (InfrastructureException exception)
        {
            var reason = $"no Docker Engine could be made: {exception.Message}";
            log.Say(reason);
            return new StepOutcome.InfrastructureFailed(reason);
        }

        foreach (var warning in (IEnumerable<string>)[.. lease.Warnings, .. RemoteDockerWarnings.Of(job.Plan, step, lease.Version)])
        {
            log.Say($"warning: {warning}");
        }

        var folder = $"/tmp/docker-certs{job.Numbers.Build}";
        await RemoteDockerFiles.WriteAsync(job.Agent, lease, folder, log.Say, cancellationToken);
        if (await WriteBuilderFilesAsync(job, cancellationToken) is { } word)
        {
            log.Say($"warning: {word}");
        }

        job.Engine!.Unreached = FindUnreached(job);
        foreach (var host in job.Engine.Unreached)
        {
            log.Say($"warning: {EngineHints.Unreached(host)}");
        }

        Describe(log, lease, step, job.Clock.GetElapsedTime(asked));
        Export(job, log, lease, folder);
        await OpenSocketAsync(job, lease, log, cancellationToken);
        if (job.Assignment.Choices.PortsOnLocalhost)
        {
            await OpenPortsAsync(job, lease, log, cancellationToken);
        }

        job.Engine!.WatchPushes(
            lease, job.Clock, (image, digest) => job.Recorder.Record(new ImagePushed(job.Ref, image, digest) { Time = job.Recorder.Now }));
        return new StepOutcome.Passed();
    }

    private static IReadOnlyList<ExtraHost> FindUnreached(JobContext job)
    {
        try
        {
            return UnreachedHosts.Of(job.Ports.EngineSettings.Value.Network);
        }
        catch (InfrastructureException)
        {
            // They are another's to read: then it is not known.
            return [];
        }
    }

    private static async Task<string?> WriteBuilderFilesAsync(JobContext job, CancellationToken cancellationToken)
    {
        try
        {
            return await BuilderFiles.WriteAsync(job.Agent, job.Ports.EngineSettings.Value, cancellationToken);
        }
        catch (Exception failure) when (failure is InfrastructureException or IOException or UnauthorizedAccessException or AgentException)
        {
            return $"builders of `docker buildx create` are not told of the settings' registries: {failure.Message}";
        }
    }

    private static async Task OpenSocketAsync(JobContext job, EngineLease lease, StepLog log, CancellationToken cancellationToken)
    {
        var path = $"{job.Agent.Hello.TaskDirectory}/docker.sock";
        try
        {
            await job.Engine!.OpenSocketAsync(lease, job.Agent, path, job.Clock, cancellationToken);
            log.Say(await EngineSocket.TryLinkAsync(job.Agent, path, cancellationToken)
                ? $"It also answers at {EngineSocket.UsualPath}"
                : $"It also answers at {path}; {EngineSocket.UsualPath} is something else, or the job's user may not make it");
        }
        catch (AgentException failure)
        {
            log.Say($"warning: the engine answers at no socket in the job: {failure.Message}");
        }
    }

    private static async Task OpenPortsAsync(JobContext job, EngineLease lease, StepLog log, CancellationToken cancellationToken)
    {
        try
        {
            await Outage.TellAsync(job.Engine!.OpenPortsAsync(lease, job.Space, job.Clock, cancellationToken));
            log.Say("Ports that containers publish answer on localhost");
        }
        catch (InfrastructureException failure)
        {
            log.Say($"warning: ports that containers publish do not answer on localhost: {failure.Message}");
        }
    }

    private static void Describe(StepLog log, EngineLease lease, SetupRemoteDockerStep step, TimeSpan waited)
    {
        var kind = lease.Warm ? "prealloc" : "default";
        log.Say($"Remote Docker engine created. Using engine '{kind}-{lease.Id}', Docker {lease.Version}, waited {DurationText.Of(waited)}");
        if (step.DockerLayerCaching)
        {
            log.Say(lease.LayerCacheHit ? "Docker layer caching: starting with the project's layers" : "Docker layer caching: no layers yet, starting empty");
        }
    }

    private static void Export(JobContext job, StepLog log, EngineLease lease, string folder)
    {
        log.Say("Created container accessible with:");
        Dictionary<string, string> variables = new()
        {
            ["DOCKER_CERT_PATH"] = folder,
            ["DOCKER_HOST"] = lease.DockerHost,
            ["DOCKER_MACHINE_NAME"] = lease.Id,
            ["DOCKER_TLS_VERIFY"] = "1",
            // A step's output is a log here and not a screen: progress is written line by line.
            ["BUILDKIT_PROGRESS"] = "plain",
            ["COMPOSE_ANSI"] = "never",
            ["NO_PROXY"] = $"127.0.0.1,localhost,{lease.Address}:2376,{lease.Address}",
        };
        foreach (var (name, value) in variables)
        {
            job.Variables.Export(name, value);
            log.Say($"  {name}={value}");
        }
    }
}
