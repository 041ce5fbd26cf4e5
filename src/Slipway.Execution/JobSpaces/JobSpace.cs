using System.Collections.Concurrent;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Engines.Addresses;
using Slipway.Execution.Agents;
using Slipway.Execution.Failures;
using Slipway.Execution.Images;
using Slipway.Execution.Limits;
using Slipway.Execution.Networks;
using Slipway.Execution.Ownership;
using ContainerState = Docker.DotNet.Models.State;

namespace Slipway.Execution.JobSpaces;

/// <summary>
/// All the containers that run one job, their network and their limits. <see cref="OpenAsync"/> is called once; disposing
/// removes whatever was made by then, also after a failure or a cancel half-way.
/// </summary>
public sealed class JobSpace(SpaceMaker maker, JobSpaceRequest request) : IAsyncDisposable
{
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(3);
    private readonly string _networkName = $"slipway-{request.Id}";
    private readonly TaskCompletionSource<Ipv4Network> _subnet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentBag<ServiceContainer> _services = [];
    private Task _opening = Task.CompletedTask;
    private JobCgroup? _cgroup;
    private Task<IJobNetwork>? _network;
    private ContainerNetwork _containers = null!;
    private string? _primary;
    private ContainerStream? _stream;
    private bool _keepsEntrypoint;

    public string Id => request.Id;

    /// <summary>The connection to the agent in the primary container; usable once <see cref="OpenAsync"/> has returned.</summary>
    public AgentConnection Agent { get; private set; } = null!;

    /// <summary>The Docker id of the primary container.</summary>
    public string Primary => _primary ?? throw new InvalidOperationException("The job space is not open.");

    /// <summary>The service containers that were started.</summary>
    public IReadOnlyCollection<ServiceContainer> Services => _services;

    /// <summary>True once <see cref="KeepAsync"/> has been called.</summary>
    public bool IsKept { get; private set; }

    /// <summary>Completes as soon as the job's network has its addresses, long before the containers run.</summary>
    public Task<Ipv4Network> Subnet => _subnet.Task;

    /// <summary>Makes the network, pulls the images and starts the containers, as much at the same time as can be.</summary>
    /// <param name="say">Gets lines for the job's log, from several threads.</param>
    /// <param name="cancellationToken">Stops waiting; what is half made goes with <see cref="DisposeAsync"/>.</param>
    /// <exception cref="JobFailedException">The config is the cause.</exception>
    /// <exception cref="InfrastructureException">Docker or a registry failed.</exception>
    public Task OpenAsync(Action<string> say, CancellationToken cancellationToken) => _opening = MakeAsync(say, cancellationToken);

    private async Task MakeAsync(Action<string> say, CancellationToken cancellationToken)
    {
        try
        {
            var linked = request.Images.Skip(1).All(image => image.Name is null) && await maker.Networks.CanLinkAsync();
            _network = linked ? maker.Networks.LinkAsync(request.Id, request.State) : BridgeAsync();
            var announcing = AnnounceSubnetAsync();
            _cgroup = await JobCgroup.TryCreateAsync(request.Id, request.Limits, maker.Docker.Facts);
            _containers = linked ? ContainerNetwork.Linked((await _network).Subnet.Address(2)) : ContainerNetwork.Bridged(_networkName);
            var services = Enumerable.Range(1, request.Images.Count - 1).Select(index => PullAsync(index, say, cancellationToken)).ToList();
            var image = await CreatePrimaryAsync(say, cancellationToken);
            await announcing;
            await StartPrimaryAsync(image, say, cancellationToken);
            await Task.WhenAll(services.Select((pull, index) => StartServiceAsync(pull, index + 1, say, cancellationToken)));
        }
        catch (Exception exception) when (exception is DockerApiException or HttpRequestException or IOException or TimeoutException)
        {
            throw new InfrastructureException($"Docker could not make the job's containers: {Explain(exception)}", exception);
        }
        catch (AgentLostException exception)
        {
            throw await ExplainLossAsync(exception, say);
        }
    }

    /// <summary>Why the primary container is gone, as far as Docker knows.</summary>
    public async Task<ContainerEnd> FindEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            var state = await SettledStateAsync(cancellationToken);
            return state switch
            {
                { Running: true } => new ContainerEnd.StillRuns(),
                { OOMKilled: true } => new ContainerEnd.OutOfMemory(),
                _ when _keepsEntrypoint => new ContainerEnd.EntrypointEnded((int)state.ExitCode),
                _ => new ContainerEnd.AgentEnded($"exit code {state.ExitCode}{(_stream?.Errors is { Length: > 0 } errors ? $": {AgentWords.Line(errors)}" : "")}"),
            };
        }
        catch (DockerContainerNotFoundException)
        {
            return new ContainerEnd.Unknown("the primary container was removed from outside");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or DockerApiException or TimeoutException)
        {
            return new ContainerEnd.Unknown($"Docker does not answer any more: {exception.Message}");
        }
    }

    /// <summary>The container's state once Docker knows of its end: the agent's connection ends a moment earlier.</summary>
    private async Task<ContainerState> SettledStateAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(SettlingTime);
        try
        {
            await Docker.Containers.WaitContainerAsync(Primary, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It does run on.
        }

        return (await Docker.Containers.InspectContainerAsync(Primary, cancellationToken)).State!;
    }

    /// <summary>Leaves the containers running when the space is disposed, for <c>slipway shell</c>.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        await Agent.DetachAsync(cancellationToken);
        IsKept = true;
    }

    /// <summary>The number on the host of the primary container's first process.</summary>
    public async Task<int> FindProcessAsync(CancellationToken cancellationToken) =>
        (int)(await Docker.Containers.InspectContainerAsync(Primary, cancellationToken)).State!.Pid;

    public async ValueTask DisposeAsync()
    {
        if (!_opening.IsCompleted && !IsKept)
        {
            // What waits for a program in a container ends with the container.
            await TryRemoveContainersAsync();
        }

        // Who opens it may have stopped waiting; a container that is being made must be there before it can be removed.
        await _opening.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (Agent is not null)
        {
            await Agent.DisposeAsync();
        }

        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }

        if (IsKept)
        {
            (await _network!).Leave();
            return;
        }

        try
        {
            await maker.RemoveAsync(ContainerNames, _network);
        }
        finally
        {
            await (_cgroup?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    /// <summary>Those that are there by now. Where Docker does not do it, it is asked again at the end, and its answer then counts.</summary>
    private async Task TryRemoveContainersAsync()
    {
        try
        {
            await maker.RemoveAsync(ContainerNames, network: null);
        }
        catch (Exception exception) when (exception is DockerApiException or HttpRequestException or IOException or TimeoutException)
        {
            // Asked again below.
        }
    }

    private DockerClient Docker => maker.Docker.Client;

    private IReadOnlyList<string> ContainerNames => [.. Enumerable.Range(0, request.Images.Count).Select(ContainerName)];

    private string ContainerName(int index) => index == 0 ? $"slipway-{request.Id}-primary" : $"slipway-{request.Id}-service-{index}";

    private Task<IJobNetwork> BridgeAsync()
    {
        request.Requested.Add(_networkName);
        return maker.Networks.BridgeAsync(_networkName, SpaceLabels.For(request.Id, request.Run, request.Job, request.State));
    }

    private async Task AnnounceSubnetAsync()
    {
        try
        {
            _subnet.TrySetResult((await _network!).Subnet);
        }
        catch (Exception exception)
        {
            _subnet.TrySetException(exception);
            throw;
        }
    }

    private async Task<ImageInspectResponse> PullAsync(int index, Action<string> say, CancellationToken cancellationToken)
    {
        var plan = request.Images[index];
        var image = ImageReference.Parse(plan.Image);
        return await maker.Images.EnsureAsync(image, request.Login(image, plan.Auth), say, cancellationToken);
    }

    private async Task<ImageInspectResponse> CreatePrimaryAsync(Action<string> say, CancellationToken cancellationToken)
    {
        say($"Starting container {request.Images[0].Image}");
        var image = await PullAsync(0, say, cancellationToken);
        request.Requested.Add(ContainerName(0));
        // Docker looks for the network when the container starts, so both can be made at the same time. A creation is never
        // abandoned half-way: its container would appear after the clean-up.
        var created = await Docker.Containers.CreateContainerAsync(
            ContainerParameters.Primary(request, image, _containers, _cgroup), CancellationToken.None);
        _primary = created.ID;
        await using var archive = await maker.Agent.OpenArchiveAsync();
        await Docker.Containers.ExtractArchiveToContainerAsync(_primary, new CopyToContainerParameters { Path = "/" }, archive, CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return image;
    }

    private async Task StartPrimaryAsync(ImageInspectResponse image, Action<string> say, CancellationToken cancellationToken)
    {
        _keepsEntrypoint = ContainerParameters.KeepsEntrypoint(request.Images[0], image);
        _stream = _keepsEntrypoint ? null : new ContainerStream(await Docker.Containers.AttachContainerAsync(
            Primary, new ContainerAttachParameters { Stream = true, Stdin = true, Stdout = true, Stderr = true }, CancellationToken.None));
        try
        {
            await Docker.Containers.StartContainerAsync(Primary, new ContainerStartParameters(), CancellationToken.None);
        }
        catch (DockerApiException exception) when (SpaceMaker.IsUsersFault(exception))
        {
            throw new JobFailedException($"container {request.Images[0].Image} cannot start: {Explain(exception)}", exception);
        }

        // A bridge is connected by Docker, a link by us.
        var process = _containers.Address is null ? null : await ConnectAsync(cancellationToken);
        var line = process is { } running && _stream is not null
            ? await DirectLine.OpenAsync(running, _stream, maker.Clock, cancellationToken)
            : _stream ??= await JoinAsync(say, cancellationToken);
        Agent = await AgentConnection.OpenAsync(line, line, maker.Clock, cancellationToken);
    }

    /// <summary>Connects the container, unless it has ended at once: then its end is found where the agent is looked for.</summary>
    /// <returns>The container's first process on this machine; null when it has ended.</returns>
    private async Task<int?> ConnectAsync(CancellationToken cancellationToken)
    {
        var process = await FindProcessAsync(cancellationToken);
        try
        {
            await (await _network!).ConnectAsync(Primary, process);
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

    private async Task<ContainerStream> JoinAsync(Action<string> say, CancellationToken cancellationToken)
    {
        try
        {
            return await maker.JoinAsync(Primary, request.Images[0].User, cancellationToken);
        }
        catch (DockerApiException exception) when (exception.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.InternalServerError)
        {
            // Docker lets nobody join what does not run.
            if (await FindEndAsync(cancellationToken) is ContainerEnd.EntrypointEnded ended)
            {
                throw await ExplainEndAsync(ended, say);
            }

            throw;
        }
    }

    private async Task StartServiceAsync(Task<ImageInspectResponse> pull, int index, Action<string> say, CancellationToken cancellationToken)
    {
        var plan = request.Images[index];
        var image = await pull;
        say($"Starting container {plan.Image}{(plan.Name is null ? "" : $" as {plan.Name}")}");
        try
        {
            var parameters = ContainerParameters.Service(request, index, image, _containers, Primary, _cgroup);
            request.Requested.Add(ContainerName(index));
            var created = await Docker.Containers.CreateContainerAsync(parameters, CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            await Docker.Containers.StartContainerAsync(created.ID, new ContainerStartParameters(), CancellationToken.None);
            _services.Add(new ServiceContainer(index, plan.Image, plan.Name, created.ID));
        }
        catch (DockerApiException exception) when (SpaceMaker.IsUsersFault(exception))
        {
            throw new JobFailedException($"service container {plan.Image} cannot start: {Explain(exception)}", exception);
        }
    }

    /// <summary>Says, in the job's log, what the entrypoint said.</summary>
    private async Task<JobFailedException> ExplainEndAsync(ContainerEnd.EntrypointEnded ended, Action<string> say)
    {
        foreach (var line in await maker.LastLinesAsync(Primary))
        {
            say($"  | {line}");
        }

        return new JobFailedException($"the primary container's entrypoint or command ended at once, with exit code {ended.ExitCode}; the job's steps need it to go on");
    }

    private async Task<Exception> ExplainLossAsync(AgentLostException exception, Action<string> say) => await FindEndAsync(CancellationToken.None) switch
    {
        // Docker writes into the agent's stream why nothing can be started in a container that has ended.
        ContainerEnd.EntrypointEnded ended => await ExplainEndAsync(ended, say),
        _ when exception.IsViolation => new InfrastructureException(exception.Message, exception),
        ContainerEnd.AgentEnded ended => new InfrastructureException($"the agent cannot run in {request.Images[0].Image}: {ended.Reason}", exception),
        ContainerEnd.OutOfMemory => new JobFailedException("the job used more memory than its resource class has, before its first step"),
        _ => new InfrastructureException(exception.Message, exception),
    };

    private static string Explain(Exception exception) =>
        exception is DockerApiException { ResponseBody: { } body } ? Images.PullFailure.Shorten(body) : exception.Message;
}
