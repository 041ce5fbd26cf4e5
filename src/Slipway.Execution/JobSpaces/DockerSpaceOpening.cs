using System.Diagnostics.CodeAnalysis;
using Docker.DotNet.Models;
using Slipway.Execution.Failures;
using Slipway.Execution.Images;
using Slipway.Execution.Limits;
using Slipway.Execution.Networks;
using Slipway.Execution.Ownership;
using Slipway.Linux.Failures;

namespace Slipway.Execution.JobSpaces;

/// <summary>Makes a job's network, pulls its images and starts its containers, as much at the same time as can be.</summary>
internal sealed class DockerSpaceOpening
{
    private readonly DockerJobSpaceFactory _factory;
    private readonly JobSpaceRequest _request;
    private readonly SpaceParts _parts;

    /// <param name="cancellationToken">Stops the making; what is half made goes with <see cref="RemoveAsync"/>.</param>
    public DockerSpaceOpening(DockerJobSpaceFactory factory, JobSpaceRequest request, CancellationToken cancellationToken)
    {
        _factory = factory;
        _request = request;
        _parts = new SpaceParts(factory.Docker.Client, request);
        Space = OpenAsync(cancellationToken);
    }

    /// <summary>The space, once it is open; it then owns what was made.</summary>
    public Task<IJobSpace> Space { get; }

    /// <summary>Removes what was made of a space that nobody waits for any more.</summary>
    public async Task RemoveAsync()
    {
        if (!Space.IsCompleted)
        {
            // What waits for a program in a container ends with the container.
            await TryRemoveContainersAsync();
        }

        // Who opens it may have stopped waiting; a container that is being made must be there before it can be removed.
        await Space.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await _parts.RemoveAsync();
    }

    /// <summary>Where Docker does not do it, it is asked again at the end, and its answer then counts.</summary>
    private async Task TryRemoveContainersAsync()
    {
        try
        {
            await Outage.TellAsync(_parts.RemoveContainersAsync());
        }
        catch (InfrastructureException)
        {
            // Asked again below.
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "Returned.")]
    private Task<IJobSpace> OpenAsync(CancellationToken cancellationToken) =>
        Outage.TellAsync(MakeAsync(cancellationToken), failure => $"Docker could not make the job's containers: {Outage.Explain(failure)}");

    private async Task<IJobSpace> MakeAsync(CancellationToken cancellationToken)
    {
        var isLinked = _request.Images.Skip(1).All(image => image.Name is null) && await _factory.Networks.CanLinkAsync();
        var network = _parts.Network = isLinked ? _factory.Networks.LinkAsync(_request.Id, _request.State) : BridgeAsync();
        var announcing = AnnounceAsync(network);
        var cgroup = _parts.Cgroup = await JobCgroup.TryCreateAsync(_request.Id, _request.Limits, _factory.Machine);
        var containers = isLinked ? ContainerNetwork.Linked((await network).Subnet.Address(2)) : ContainerNetwork.Bridged(NetworkName);
        var pulls = Enumerable.Range(1, _request.Images.Count - 1).Select(index => PullAsync(index, cancellationToken)).ToList();
        _request.Say($"Starting container {_request.Images[0].Image}");
        var image = await PullAsync(0, cancellationToken);
        // Docker looks for the network when the container starts, so both can be made at the same time.
        var primary = _parts.Primary = await PrimaryContainer.CreateAsync(_factory, _request, image, containers, cgroup);
        cancellationToken.ThrowIfCancellationRequested();
        await announcing;
        var agent = await primary.StartAsync(isLinked ? await network : null, cancellationToken);
        var services = new DockerServices(_factory.Docker.Client.Containers, _request, containers, cgroup, primary.Id);
        var started = await Task.WhenAll(pulls.Select((pull, index) => services.StartAsync(pull, index + 1, cancellationToken)));
        return new DockerJobSpace(_parts, primary, agent, services, started);
    }

    private string NetworkName => $"slipway-{_request.Id}";

    private Task<IJobNetwork> BridgeAsync()
    {
        _request.Requested.Add(NetworkName);
        return _factory.Networks.BridgeAsync(NetworkName, SpaceLabels.For(_request.Id, _request.Run, _request.Job, _request.State));
    }

    private async Task AnnounceAsync(Task<IJobNetwork> network) => _request.SubnetKnown((await network).Subnet);

    private async Task<ImageInspectResponse> PullAsync(int index, CancellationToken cancellationToken)
    {
        var plan = _request.Images[index];
        var image = ImageReference.Parse(plan.Image);
        return await _factory.Images.EnsureAsync(image, _request.Logins.For(image, plan.Auth), _request.Say, cancellationToken);
    }
}
