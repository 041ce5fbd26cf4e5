using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Linux.Cgroups;
using Slipway.Linux.Kernel;

namespace Slipway.Engines.Tests.Hosting;

/// <summary>A pool of real engines.</summary>
[Trait("needs", "engine")]
[Collection(nameof(PoolTests))]
public sealed class PoolTests : IAsyncLifetime
{
    private const int Stop = 19;
    private readonly EngineBench _bench = new("slipway-pool");
    private readonly CancellationTokenSource _end = new();
    private Task _filling = Task.CompletedTask;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _filling = _bench.Host.Pool.RunAsync(_end.Token);
        await IdleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _filling);
        foreach (var record in await _bench.Host.ListAsync(CancellationToken.None))
        {
            await _bench.Host.ReleaseAsync(record.Id, succeeded: false, CancellationToken.None);
        }
        await _bench.DisposeAsync();
        _end.Dispose();
    }

    [Fact]
    public async Task An_engine_whose_hand_out_fails_is_removed()
    {
        var idle = await IdleAsync();

        // It is listed a moment before it can be taken.
        while (await StateAsync(idle) == EngineState.Idle)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _bench.Host.LeaseAsync(new EngineRequest(), new CancellationToken(canceled: true)));
        }

        Assert.NotEqual(EngineState.Leased, await StateAsync(idle));
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_any_more_is_not_handed_out()
    {
        await IdleAsync();
        // One that is being made yet is not stopped.
        var idle = (await _bench.Host.ListAsync(Token)).Where(record => record.State == EngineState.Idle).ToList();
        foreach (var process in idle.SelectMany(record => Processes(record.Id, "dockerd")))
        {
            Assert.Equal(0, Libc.Kill(process, Stop));
        }

        await using var lease = await _bench.Host.LeaseAsync(new EngineRequest(), Token);

        Assert.DoesNotContain(idle, record => record.Id == lease.Id);
    }

    [Fact]
    public async Task An_engine_ends_with_its_containerd()
    {
        var idle = await IdleAsync();

        Assert.Equal(0, Libc.Kill(Processes(idle.Id, "containerd").Single(), Libc.SigKill));

        while (Processes(idle.Id, "dockerd").Any())
        {
            await Task.Delay(20, Token);
        }
    }

    private IEnumerable<int> Processes(string engine, string name)
    {
        using var services = new EngineHostServices(_bench.Settings, TimeProvider.System);
        return [.. services.Hierarchies.Folders.SelectMany(folder => CgroupFiles.Processes(Path.Combine(folder, services.Names.CgroupRoot, engine))).Distinct()
            .Where(process => NameOf(process) == name)];
    }

    private static string? NameOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/comm").Trim();
        }
        catch (IOException)
        {
            // It has just ended.
            return null;
        }
    }

    private async Task<EngineState?> StateAsync(EngineRecord engine) =>
        (await _bench.Host.ListAsync(Token)).FirstOrDefault(record => record.Id == engine.Id)?.State;

    /// <summary>Waits for the pool's engine.</summary>
    private async Task<EngineRecord> IdleAsync()
    {
        while (true)
        {
            if ((await _bench.Host.ListAsync(Token)).FirstOrDefault(record => record.State == EngineState.Idle) is { } idle)
            {
                return idle;
            }
            await Task.Delay(20, Token);
        }
    }
}
