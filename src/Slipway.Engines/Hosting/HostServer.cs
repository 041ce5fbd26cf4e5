using System.Collections.Concurrent;
using System.Net.Sockets;
using Slipway.Engines.Leases;
using Slipway.Engines.Running;

namespace Slipway.Engines.Hosting;

/// <summary>The daemon: keeps the pool, leases and releases engines for clients on a Unix socket.</summary>
public sealed class HostServer(LocalEngineHost host, EngineParts parts, Action<string> report)
{
    private static readonly TimeSpan OwnerCheck = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RulesCheck = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Reaping = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<Task, byte> _clients = new();

    /// <summary>Serves until cancelled, then ends the pool's engines; leases live on, the next daemon finds them.</summary>
    /// <exception cref="EngineException">Another daemon runs already, or the socket cannot be made.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var socket = await HostSocket.ListenAsync(parts.Names.HostSocket, report, cancellationToken);
        report($"slipway host listens at {parts.Names.HostSocket}; pool of {parts.Settings.PoolSize}");
        await ReapAsync(cancellationToken);
        try
        {
            await Task.WhenAll(host.Pool.RunAsync(cancellationToken), AcceptAsync(socket, cancellationToken), WatchOwnersAsync(cancellationToken), WatchRulesAsync(cancellationToken), ReapAgainAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await StopAsync();
        }
    }

    private async Task WatchOwnersAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(OwnerCheck, parts.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            host.ReleaseOrphans();
        }
    }

    /// <summary>Another firewall's restart may flush the rules, and without them engines are not kept apart.</summary>
    private async Task WatchRulesAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(RulesCheck, parts.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await host.RestoreRulesAsync(cancellationToken);
            }
            catch (Exception failure) when (failure is EngineException or IOException)
            {
                report($"The rules that engines need cannot be checked: {failure.Message}");
            }
        }
    }

    private async Task ReapAgainAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Reaping, parts.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await ReapAsync(cancellationToken);
        }
    }

    private async Task ReapAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var id in await host.ReapAsync(cancellationToken))
            {
                report($"Engine {id} of a dead owner is removed.");
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            report($"Reaping: {failure.Message}");
        }
    }

    private async Task AcceptAsync(Socket socket, CancellationToken cancellationToken)
    {
        while (true)
        {
            var client = await socket.AcceptAsync(cancellationToken);
            var serving = ServeAsync(client, cancellationToken);
            _clients.TryAdd(serving, 0);
            _ = serving.ContinueWith(ended => _clients.TryRemove(ended, out _), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await using var client = new HostClient(socket, host, parts, report);
        await client.ServeAsync(cancellationToken);
    }

    private async Task StopAsync()
    {
        File.Delete(parts.Names.HostSocket);
        await Task.WhenAll(_clients.Keys);
        foreach (var record in parts.Records.List().Where(record => record.State == EngineState.Idle))
        {
            await host.ReleaseAsync(record.Id, succeeded: false, CancellationToken.None);
        }
        await ReapAsync(CancellationToken.None);
    }
}
