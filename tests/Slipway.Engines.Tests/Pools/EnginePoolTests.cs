using System.Threading.Channels;
using Slipway.Engines.Hosting;
using Slipway.Engines.Settings;

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
            Assert.StartsWith("The pool cannot be filled, next try in 1 s", line, StringComparison.Ordinal);
            Assert.False(pool.IsCompleted);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool);
        }
        folder.Delete(recursive: true);
    }
}
