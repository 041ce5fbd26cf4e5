using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Slipway.Engines.Hosting;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Engines.Pools;
using Slipway.Engines.Settings;
using Slipway.Linux.Failures;
using Slipway.Linux.Processes;

namespace Slipway.Engines.Tests.Pools;

public sealed class EnginePoolTests
{
    [Fact]
    public async Task A_pool_whose_engine_cannot_be_made_says_so_and_goes_on_whatever_the_cause()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-pool-");
        var file = Path.Combine(folder.FullName, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        // No folder can be made below a file: that is an IOException, and none of ours.
        var settings = new EngineSettings { StateFolder = Path.Combine(file, "state"), RunFolder = Path.Combine(file, "run"), Instance = "pooltest", PoolSize = 1 };
        var reports = Channel.CreateUnbounded<string>();
        await using (var host = EngineHosts.OpenLocal(settings, TimeProvider.System, line => reports.Writer.TryWrite(line)))
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var pool = host.Pool.RunAsync(stop.Token);
            await Task.WhenAny(pool, reports.Reader.WaitToReadAsync(stop.Token).AsTask());
            Assert.True(reports.Reader.TryRead(out var line), pool.Exception?.Message);
            Assert.StartsWith("The pool cannot be filled; it is tried again", line, StringComparison.Ordinal);
            Assert.False(pool.IsCompleted);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool);
        }
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_cause_that_stays_is_said_once_and_its_end_too()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-pool-").FullName;
        var clock = new FakeTimeProvider();
        using var services = new EngineHostServices(new EngineSettings { StateFolder = folder, RunFolder = folder, Instance = "pooltest", PoolSize = 1 }, clock);
        var reports = new ConcurrentQueue<string>();
        var count = 0;
        var supply = new EngineSupply(
            (_, _) => ++count <= 3 ? throw new InfrastructureException("the storage cannot be mounted") : Task.FromResult(Engine),
            _ => Task.CompletedTask);
        using var pool = new EnginePool(supply, services, new SaidOnce(reports.Enqueue));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var running = pool.RunAsync(stop.Token);
        while (pool.Idle.Count == 0)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(4, count);
        Assert.Equal(["The pool cannot be filled; it is tried again, at least every 1 min: the storage cannot be mounted", "The pool can be filled again."], reports);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(0.3, 2)]
    [InlineData(12, 12)]
    [InlineData(90, 30)]
    public void A_machine_that_makes_engines_slowly_is_waited_for(double making, double patience) =>
        Assert.Equal(TimeSpan.FromSeconds(patience), IdleCheck.PatienceWith(TimeSpan.FromSeconds(making)));

    private static EngineRecord Engine { get; } = new()
    {
        Id = "0000000000a1",
        State = EngineState.Idle,
        Version = "28.0.0",
        Address = "192.0.2.1",
        Limits = EngineLimits.Default,
        Created = DateTimeOffset.UnixEpoch,
        Holder = "pool",
        Owner = OwnerProcess.Current,
        Maker = OwnerProcess.Current,
        Certificates = new EngineCertificates("", "", ""),
        Ssh = new EngineSsh(22, "", ""),
    };
}
