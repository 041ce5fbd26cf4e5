using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Slipway.Engines.Leases;
using Slipway.Execution.JobSpaces;
using Slipway.Linux.Netlink;

namespace Slipway.Execution.RemoteDocker;

/// <summary>
/// Lets what containers of a job's engine publish by TCP answer on the job's own localhost, while they run. This process carries the bytes from one network
/// namespace to the other: no packet passes between the two networks.
/// </summary>
/// <remarks>The job has the engine, which may name any port: what it gets is localhost of these two places, and so many ports and connections.</remarks>
internal sealed class PublishedPorts : IAsyncDisposable
{
    private const string Filter = "filters=%7B%22type%22%3A%5B%22container%22%5D%2C%22event%22%3A%5B%22create%22%2C%22start%22%2C%22die%22%2C%22destroy%22%5D%7D";
    private const int MostContainers = 4096;
    private const int MostConnections = 256;
    private readonly EngineEvents _events;
    private readonly TimeProvider _clock;
    private readonly NetworkNamespace _job;
    private readonly EngineLocalhost _engine;
    private readonly SemaphoreSlim _places = new(MostConnections);
    private readonly Dictionary<string, IReadOnlyList<int>> _asked = [];
    private readonly List<(string Container, PortRelay Relay)> _relays = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _watching;

    private PublishedPorts(EngineLease lease, NetworkNamespace job, EngineLocalhost engine, TimeProvider clock)
    {
        _events = new EngineEvents(lease, clock);
        _clock = clock;
        _job = job;
        _engine = engine;
        _watching = WatchAsync(clock.GetUtcNow().ToUnixTimeSeconds(), _ending.Token);
    }

    /// <param name="space">The job's.</param>
    /// <param name="clock">For the time from which on containers count.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="IOException">This process may not enter both networks, or one of them is another machine's.</exception>
    public static async Task<PublishedPorts> OpenAsync(EngineLease lease, IJobSpace space, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new IOException("only root may enter both networks; start slipway with sudo");
        }

        EngineLocalhost? engine = null;
        var job = await space.OpenNetworkAsync(cancellationToken);
        try
        {
            engine = lease.OpenLocalhost();
            return new PublishedPorts(lease, job, engine, clock);
        }
        catch
        {
            engine?.Dispose();
            job.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _watching;
        await Task.WhenAll(_relays.Select(open => open.Relay.DisposeAsync().AsTask()));
        _places.Dispose();
        _job.Dispose();
        _engine.Dispose();
        _events.Dispose();
        _ending.Dispose();
    }

    private Task WatchAsync(long since, CancellationToken cancellationToken) => _events.FollowAsync(
        string.Create(CultureInfo.InvariantCulture, $"since={since}&{Filter}"),
        async happened =>
        {
            if (happened.Actor?.Id is { Length: 64 } id && id.All(char.IsAsciiHexDigitLower))
            {
                await FollowAsync(happened.Action, id, cancellationToken);
            }

            return true;
        },
        cancellationToken);

    private async Task FollowAsync(string? action, string id, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case "create" when _asked.Count < MostContainers:
                // What is known by now answers with the container's start: as a rule before the client that starts it comes back.
                _asked[id] = [.. PortBindings.OnLocalhost((await DescribeAsync(id, cancellationToken))?.HostConfig?.PortBindings)];
                break;
            case "start":
                await OpenAsync(id, _asked.GetValueOrDefault(id, []));
                await OpenAsync(id, PortBindings.OnLocalhost((await DescribeAsync(id, cancellationToken))?.NetworkSettings?.Ports));
                break;
            case "die":
                Close(id);
                break;
            case "destroy":
                Close(id);
                _asked.Remove(id);
                break;
        }
    }

    private Task<ContainerPorts?> DescribeAsync(string id, CancellationToken cancellationToken) =>
        _events.TryDescribeAsync($"/containers/{id}/json", EngineAnswersJson.Default.ContainerPorts, cancellationToken);

    [SuppressMessage("Reliability", "CA2000", Justification = "Disposed with the others.")]
    private async Task OpenAsync(string id, IEnumerable<int> ports)
    {
        foreach (var (_, over) in _relays.Where(open => open.Relay.IsOver).ToList())
        {
            await over.DisposeAsync();
        }

        _relays.RemoveAll(open => open.Relay.IsOver);
        foreach (var port in ports.Where(port => _relays.Count < PortBindings.Most && _relays.TrueForAll(open => open.Relay.IsClosed || open.Relay.Port != port)))
        {
            if (PortRelay.TryOpen(_job, _engine, port, _places, _clock) is { } relay)
            {
                _relays.Add((id, relay));
            }
        }
    }

    private void Close(string id) => _relays.Where(open => open.Container == id).ToList().ForEach(open => open.Relay.Close());
}
