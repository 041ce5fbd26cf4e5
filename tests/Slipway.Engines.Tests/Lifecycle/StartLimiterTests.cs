using Slipway.Engines.Lifecycle;

namespace Slipway.Engines.Tests.Lifecycle;

public sealed class StartLimiterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-test-").FullName;

    [Fact]
    public async Task As_many_enter_as_there_are_places_and_the_next_when_one_leaves()
    {
        var limiter = new StartLimiter(_folder, 2);
        using var first = await limiter.EnterAsync(TestContext.Current.CancellationToken);
        var second = await limiter.EnterAsync(TestContext.Current.CancellationToken);
        var third = limiter.EnterAsync(TestContext.Current.CancellationToken);
        Assert.False(third.IsCompleted);
        second.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Who_waits_can_be_called_off()
    {
        var limiter = new StartLimiter(_folder, 1);
        using var only = await limiter.EnterAsync(TestContext.Current.CancellationToken);
        using var source = new CancellationTokenSource();
        var waiting = limiter.EnterAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
