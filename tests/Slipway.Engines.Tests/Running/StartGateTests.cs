using Slipway.Engines.Running;

namespace Slipway.Engines.Tests.Running;

public sealed class StartGateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-test-").FullName;

    [Fact]
    public async Task As_many_enter_as_there_are_places_and_the_next_when_one_leaves()
    {
        var gate = new StartGate(_folder, 2);
        using var first = await gate.EnterAsync(TestContext.Current.CancellationToken);
        var second = await gate.EnterAsync(TestContext.Current.CancellationToken);
        var third = gate.EnterAsync(TestContext.Current.CancellationToken);
        Assert.False(third.IsCompleted);
        second.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Who_waits_can_be_called_off()
    {
        var gate = new StartGate(_folder, 1);
        using var only = await gate.EnterAsync(TestContext.Current.CancellationToken);
        using var source = new CancellationTokenSource();
        var waiting = gate.EnterAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
