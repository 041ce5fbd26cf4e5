using Slipway.Engines.Api;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;
using Slipway.Execution.Agents;
using Slipway.Execution.JobSpaces;
using Slipway.Linux.Addresses;

namespace Slipway.Execution.RemoteDocker;

/// <summary>
/// A job's engine, asked for at the job's start so that its making hides behind the pulls. Letting go waits for a lease that is
/// still on its way.
/// </summary>
public sealed class JobEngine : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Task<EngineLease> _lease;
    private PushWatch? _pushes;
    private PublishedPorts? _ports;
    private EngineSocket? _socket;

    /// <param name="host">Who makes engines.</param>
    /// <param name="request">What is wanted; the job's network is added as soon as it is known.</param>
    /// <param name="subnet">The job's network.</param>
    public JobEngine(Lazy<IEngineHost> host, EngineRequest request, Task<Ipv4Network> subnet, CancellationToken cancellationToken)
    {
        _lease = LeaseAsync(host, request, subnet, cancellationToken);
        // Whoever awaits the lease sees its failure; nobody may, when the job ends before the step.
        _lease.ContinueWith(task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    public Task<EngineLease> Lease => _lease;

    /// <summary>The hosts that it has a name for and no way to, once it was handed to the job.</summary>
    public IReadOnlyList<ExtraHost> Unreached { get; set; } = [];

    /// <summary>Tells from now on of the images that the engine pushes.</summary>
    public void WatchPushes(EngineLease lease, TimeProvider clock, Action<string, string?> pushed) => _pushes ??= new PushWatch(lease, clock, pushed);

    /// <summary>Lets the ports that the engine's containers publish answer on the job's localhost from now on.</summary>
    /// <exception cref="IOException">That cannot be here; the message says why.</exception>
    public async Task OpenPortsAsync(EngineLease lease, IJobSpace space, TimeProvider clock, CancellationToken cancellationToken)
    {
        _ports ??= await PublishedPorts.OpenAsync(lease, space, clock, cancellationToken);
        if (_abandoned.IsCancellationRequested)
        {
            // The job did not wait for it.
            await EndWatchAsync();
        }
    }

    /// <summary>Lets the engine answer at a socket in the job from now on.</summary>
    /// <exception cref="AgentException">There can be none at that path.</exception>
    public async Task OpenSocketAsync(EngineLease lease, AgentConnection agent, string path, TimeProvider clock, CancellationToken cancellationToken)
    {
        _socket ??= await EngineSocket.OpenAsync(lease, agent, path, clock, cancellationToken);
        if (_abandoned.IsCancellationRequested)
        {
            // The job did not wait for it.
            await EndWatchAsync();
        }
    }

    /// <summary>Returns when all pushes so far have been told, and no port answers any more.</summary>
    public async Task EndWatchAsync()
    {
        try
        {
            await (Interlocked.Exchange(ref _socket, null)?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (Interlocked.Exchange(ref _ports, null)?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        finally
        {
            await (Interlocked.Exchange(ref _pushes, null)?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    /// <summary>Gives the engine back, if there is one by then.</summary>
    public async Task ReleaseAsync(bool succeeded, CancellationToken cleanupToken)
    {
        await _abandoned.CancelAsync();
        try
        {
            await EndWatchAsync();
        }
        finally
        {
            await ReleaseLeaseAsync(succeeded, cleanupToken);
        }
    }

    /// <summary>Lets the engine live for as long as a process of this host does, if there is an engine by now.</summary>
    public async Task LeaveAsync(int ownerProcess, CancellationToken cancellationToken)
    {
        if (_lease.IsCompletedSuccessfully)
        {
            await (await _lease).LeaveAsync(ownerProcess, cancellationToken);
        }
    }

    private async Task ReleaseLeaseAsync(bool succeeded, CancellationToken cleanupToken)
    {
        // Without an engine there is nothing to release, and whoever asked for it was told.
        await ((Task)_lease).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_lease.IsCompletedSuccessfully)
        {
            return;
        }

        var lease = await _lease;
        await using (lease)
        {
            await lease.ReleaseAsync(succeeded, cleanupToken);
        }
    }

    /// <summary>Why the engine cannot be used any more; null while it answers, and before it was handed out.</summary>
    public async Task<string?> FindLossAsync(CancellationToken cancellationToken)
    {
        if (!_lease.IsCompletedSuccessfully)
        {
            return null;
        }

        var lease = await _lease;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        // Over TLS: behind the address of an engine that is gone another host may answer.
        using var api = new EngineApi(lease.Address, lease.Certificates, TimeProvider.System);
        try
        {
            using var answer = await api.Http.GetAsync(new Uri("/_ping", UriKind.Relative), patience.Token);
            return null;
        }
        catch (HttpRequestException)
        {
            return Lost(lease);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Lost(lease);
        }

        static string Lost(EngineLease lease) => $"the job's Docker Engine {lease.Id} has ended: nothing answers at {lease.DockerHost}";
    }

    public void Dispose() => _abandoned.Dispose();

    private async Task<EngineLease> LeaseAsync(Lazy<IEngineHost> host, EngineRequest request, Task<Ipv4Network> subnet, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _abandoned.Token);
        var network = await subnet.WaitAsync(either.Token);
        return await host.Value.LeaseAsync(request with { AllowedSources = [network.ToString()] }, either.Token);
    }
}
