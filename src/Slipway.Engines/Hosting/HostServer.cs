using System.Collections.Concurrent;
using System.Net.Sockets;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Linux.Failures;
using Slipway.Linux.Locks;

namespace Slipway.Engines.Hosting;

/// <summary>The daemon: keeps the pool, leases and releases engines for clients on a Unix socket.</summary>
public sealed class HostServer(LocalEngineHost host, EngineHostServices services, Action<string> report)
{
    private static readonly TimeSpan OwnerCheck = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RulesCheck = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PoolCheck = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Reaping = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AcceptPause = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Task, byte> _clients = new();
    private readonly ConnectionPlaces _places = new(MostConnections);

    /// <summary>Of one user at once: a run has one for each engine that it waits for.</summary>
    internal const int MostConnections = 512;

    /// <summary>Serves until cancelled, then ends the pool's engines; leases live on, the next daemon finds them.</summary>
    /// <exception cref="InfrastructureException">Another daemon runs already, or the socket cannot be made.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Two that start at the same time would each find nobody listening.
        Directory.CreateDirectory(services.Names.LocksFolder);
        using var only = FileLock.TryTake(services.Names.HostLock) ?? throw HostSocket.RunsAlready(services.Names.HostSocket);
        using var socket = await HostSocket.ListenAsync(services.Names.HostSocket, report, cancellationToken);
        report($"slipway host listens at {services.Names.HostSocket}; pool of {services.Settings.PoolSize}");
        await ReapAsync(cancellationToken);
        // None of them ends before the daemon does; whatever they end with, it stops in order.
        await Task.WhenAll(
            host.Pool.RunAsync(cancellationToken),
            AcceptAsync(socket, cancellationToken),
            AgainAsync("owners", OwnerCheck, host.ReleaseOrphansAsync, cancellationToken),
            // Another firewall's restart may flush the rules, and without them engines are not kept apart.
            AgainAsync("rules", RulesCheck, host.RestoreRulesAsync, cancellationToken),
            AgainAsync("the pool", PoolCheck, _ => host.Pool.RenewAsync(), cancellationToken),
            AgainAsync("leftovers", Reaping, ReapAsync, cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopAsync();
    }

    /// <summary>Looks after something over and over; a look that fails is not the last.</summary>
    private async Task AgainAsync(string what, TimeSpan pause, Func<CancellationToken, Task> look, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(pause, services.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (await WorldFailure.FindAsync(() => look(cancellationToken), cancellationToken) is { } failure)
            {
                report($"Looking after {what} failed, and is tried again: {failure.Message}");
            }
        }
    }

    private async Task ReapAsync(CancellationToken cancellationToken)
    {
        var failure = await WorldFailure.FindAsync(ReapOnceAsync, CancellationToken.None);
        // A cancellation that was asked for: the daemon stops.
        if (failure is not (null or OperationCanceledException) || (failure is not null && !cancellationToken.IsCancellationRequested))
        {
            report($"What dead owners left could not all be removed: {failure.Message}");
        }

        async Task ReapOnceAsync()
        {
            foreach (var id in await host.ReapTogetherAsync(cancellationToken))
            {
                report($"Engine {id} of a dead owner is removed.");
            }
        }
    }

    private async Task AcceptAsync(Socket socket, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var client = await socket.AcceptAsync(cancellationToken);
                var serving = ServeAsync(client, cancellationToken);
                _clients.TryAdd(serving, 0);
                _ = serving.ContinueWith(ended => _clients.TryRemove(ended, out _), TaskScheduler.Default);
            }
            catch (SocketException failure) when (!cancellationToken.IsCancellationRequested)
            {
                // Such as too many open files, which pass.
                report($"A client could not be served: {failure.Message}");
                await Task.Delay(AcceptPause, services.Time, cancellationToken);
            }
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken cancellationToken)
    {
        if (await WorldFailure.FindAsync(() => ServeOneAsync(socket, cancellationToken), cancellationToken) is { } failure)
        {
            socket.Dispose();
            report($"A client could not be served: {failure.Message}");
        }
    }

    private async Task ServeOneAsync(Socket socket, CancellationToken cancellationToken)
    {
        // Counted before the next one is accepted.
        var user = PeerUser.Of(socket).User;
        if (!_places.TryEnter(user))
        {
            await using var client = new HostSession(socket, host, services, report);
            await client.RefuseAsync($"You have {MostConnections} connections to `slipway host`, and no more are served: end programs of yours that hold them.");
            return;
        }
        try
        {
            await Task.Yield();
            await using var client = new HostSession(socket, host, services, report);
            await client.ServeAsync(cancellationToken);
        }
        finally
        {
            _places.Leave(user);
        }
    }

    private async Task StopAsync()
    {
        if (File.Exists(services.Names.HostSocket))
        {
            File.Delete(services.Names.HostSocket);
        }
        await Task.WhenAll(_clients.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var record in services.Records.List().Where(record => record.State == EngineState.Idle))
        {
            await ReleaseAsync(record.Id);
        }
        await ReapAsync(CancellationToken.None);
    }

    private async Task ReleaseAsync(string id)
    {
        try
        {
            await WorldFailure.TellAsync(host.ReleaseAsync(id, record => record.State == EngineState.Idle, succeeded: false, CancellationToken.None));
        }
        catch (InfrastructureException failure)
        {
            report($"Engine {id}: {failure.Message}");
        }
    }
}
