using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Execution.Agents;
using Slipway.Execution.Failures;
using Slipway.Execution.Limits;
using Slipway.Execution.Networks;
using Slipway.Linux.Failures;
using ContainerState = Docker.DotNet.Models.State;

namespace Slipway.Execution.JobSpaces;

/// <summary>A job's primary container from its creation on: starts the agent in it, and finds why it ended. Disposing ends the connection; the container goes with its space.</summary>
internal sealed class PrimaryContainer : IAsyncDisposable
{
    private const string LastLines = "20";
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(3);
    private readonly DockerJobSpaceFactory _factory;
    private readonly JobSpaceRequest _request;
    private readonly bool _keepsEntrypoint;
    private ContainerStream? _stream;
    private AgentConnection? _agent;

    private PrimaryContainer(string id, bool keepsEntrypoint, DockerJobSpaceFactory factory, JobSpaceRequest request)
    {
        Id = id;
        _keepsEntrypoint = keepsEntrypoint;
        _factory = factory;
        _request = request;
    }

    /// <summary>Docker's.</summary>
    public string Id { get; }

    private IContainerOperations Containers => _factory.Docker.Client.Containers;

    /// <summary>Makes it, with the agent's program in it. It is never abandoned half-way: the container would appear after the clean-up.</summary>
    public static async Task<PrimaryContainer> CreateAsync(
        DockerJobSpaceFactory factory, JobSpaceRequest request, ImageInspectResponse image, ContainerNetwork network, JobCgroup? cgroup)
    {
        var containers = factory.Docker.Client.Containers;
        request.Requested.Add(ContainerParameters.NameOf(request, 0));
        var created = await containers.CreateContainerAsync(ContainerParameters.Primary(request, image, network, cgroup), CancellationToken.None);
        await using var archive = await factory.Agent.OpenArchiveAsync();
        await containers.ExtractArchiveToContainerAsync(created.ID, new CopyToContainerParameters { Path = "/" }, archive, CancellationToken.None);
        return new PrimaryContainer(created.ID, ContainerParameters.KeepsEntrypoint(request.Images[0], image), factory, request);
    }

    /// <param name="link">Connects the container once it runs; null where Docker does.</param>
    /// <param name="cancellationToken">Stops waiting for the agent.</param>
    /// <returns>The connection to its agent, which ends with this.</returns>
    public async Task<AgentConnection> StartAsync(IJobNetwork? link, CancellationToken cancellationToken)
    {
        try
        {
            var line = await OpenLineAsync(link, cancellationToken);
            return _agent = await AgentConnection.OpenAsync(line, line, _factory.Clock, cancellationToken);
        }
        catch (AgentLostException exception)
        {
            throw await ExplainLossAsync(exception);
        }
    }

    /// <summary>Why it is gone, as far as Docker knows.</summary>
    public async Task<ContainerEnd> FindEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            var state = await Outage.TellAsync(SettledStateAsync(cancellationToken));
            return state switch
            {
                { Running: true } => new ContainerEnd.StillRuns(),
                { OOMKilled: true } => new ContainerEnd.OutOfMemory(),
                _ when await OutsideStop.HappenedAsync(_factory.Docker.Client, Id, cancellationToken) => new ContainerEnd.StoppedFromOutside(),
                _ when _keepsEntrypoint => new ContainerEnd.EntrypointEnded((int)state.ExitCode),
                _ => new ContainerEnd.AgentEnded($"exit code {state.ExitCode}{(_stream?.Errors is { Length: > 0 } errors ? $": {AgentWords.Line(errors)}" : "")}"),
            };
        }
        catch (InfrastructureException exception)
        {
            return new ContainerEnd.Unknown(exception.InnerException is DockerContainerNotFoundException
                ? "the primary container was removed from outside"
                : $"Docker does not answer any more: {exception.Message}");
        }
    }

    /// <summary>The number on the host of its first process.</summary>
    public async Task<int> FindProcessAsync(CancellationToken cancellationToken) =>
        (int)(await Containers.InspectContainerAsync(Id, cancellationToken)).State!.Pid;

    public async ValueTask DisposeAsync()
    {
        await (_agent?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_stream?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private async Task<Stream> OpenLineAsync(IJobNetwork? link, CancellationToken cancellationToken)
    {
        _stream = _keepsEntrypoint ? null : new ContainerStream(await Containers.AttachContainerAsync(
            Id, new ContainerAttachParameters { Stream = true, Stdin = true, Stdout = true, Stderr = true }, CancellationToken.None));
        try
        {
            await Containers.StartContainerAsync(Id, new ContainerStartParameters(), CancellationToken.None);
        }
        catch (DockerApiException exception) when (DockerFailure.IsUsersFault(exception))
        {
            throw new JobFailedException($"container {_request.Images[0].Image} cannot start: {Outage.Explain(exception)}", exception);
        }

        // A bridge is connected by Docker, a link by us.
        var process = link is null ? null : await ConnectAsync(link, cancellationToken);
        return process is { } running && _stream is not null
            ? await DirectLine.OpenAsync(running, _stream, _factory.Clock, cancellationToken)
            : _stream ??= await JoinAsync(cancellationToken);
    }

    /// <summary>Connects the container, unless it has ended at once: then its end is found where the agent is looked for.</summary>
    /// <returns>The container's first process on this machine; null when it has ended.</returns>
    private async Task<int?> ConnectAsync(IJobNetwork link, CancellationToken cancellationToken)
    {
        var process = await FindProcessAsync(cancellationToken);
        try
        {
            await link.ConnectAsync(Id, process);
            return process;
        }
        catch (IOException)
        {
            if ((await SettledStateAsync(cancellationToken)).Running)
            {
                throw;
            }

            return null;
        }
    }

    /// <summary>Starts the agent beside an entrypoint that stays the container's first process.</summary>
    private async Task<ContainerStream> JoinAsync(CancellationToken cancellationToken)
    {
        var parameters = new ContainerExecCreateParameters
        {
            AttachStdin = true,
            AttachStdout = true,
            AttachStderr = true,
            User = _request.Images[0].User!,
            Cmd = [AgentProgram.Path, AgentProgram.ServeMode],
        };
        var exec = _factory.Docker.Client.Exec;
        try
        {
            var created = await exec.CreateContainerExecAsync(Id, parameters, cancellationToken);
            return new ContainerStream(await exec.StartContainerExecAsync(created.ID, new ContainerExecStartParameters(), cancellationToken));
        }
        catch (DockerApiException exception) when (exception.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.InternalServerError)
        {
            // Docker lets nobody join what does not run.
            throw await FindEndAsync(cancellationToken) switch
            {
                ContainerEnd.EntrypointEnded ended => await ExplainEndAsync(ended),
                ContainerEnd.StoppedFromOutside => new InfrastructureException(ContainerEnd.StoppedFromOutside.Reason, exception),
                _ => exception,
            };
        }
    }

    /// <summary>The container's state once Docker knows of its end: the agent's connection ends a moment earlier.</summary>
    private async Task<ContainerState> SettledStateAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(SettlingTime);
        try
        {
            await Containers.WaitContainerAsync(Id, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It does run on.
        }

        return (await Containers.InspectContainerAsync(Id, cancellationToken)).State!;
    }

    private async Task<Exception> ExplainLossAsync(AgentLostException exception) => await FindEndAsync(CancellationToken.None) switch
    {
        // Docker writes into the agent's stream why nothing can be started in a container that has ended.
        ContainerEnd.EntrypointEnded ended => await ExplainEndAsync(ended),
        _ when exception.IsViolation => new InfrastructureException(exception.Message, exception),
        ContainerEnd.AgentEnded ended => new InfrastructureException($"the agent cannot run in {_request.Images[0].Image}: {ended.Reason}", exception),
        ContainerEnd.StoppedFromOutside => new InfrastructureException(ContainerEnd.StoppedFromOutside.Reason, exception),
        ContainerEnd.OutOfMemory => new JobFailedException("the job used more memory than its resource class has, before its first step"),
        _ => new InfrastructureException(exception.Message, exception),
    };

    /// <summary>Says, in the job's log, what the entrypoint said.</summary>
    private async Task<JobFailedException> ExplainEndAsync(ContainerEnd.EntrypointEnded ended)
    {
        foreach (var line in await LastLinesAsync())
        {
            _request.Say($"  | {line}");
        }

        return new JobFailedException($"the primary container's entrypoint or command ended at once, with exit code {ended.ExitCode}; the job's steps need it to go on");
    }

    /// <summary>The end of what it said; nothing where Docker does not know.</summary>
    private async Task<IReadOnlyList<string>> LastLinesAsync()
    {
        using var deadline = new CancellationTokenSource(LogPatience, _factory.Clock);
        try
        {
            using var output = await Outage.TellAsync(Containers.GetContainerLogsAsync(
                Id, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Tail = LastLines }, deadline.Token));
            var (said, complained) = await Outage.TellAsync(output.ReadOutputToEndAsync(deadline.Token));
            return (said + complained).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (InfrastructureException)
        {
            return [];
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }
}
