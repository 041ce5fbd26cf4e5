using Slipway.Engines.Reaping;

namespace Slipway.Engines.Tests.Reaping;

public sealed class SharedReapingTests
{
    [Fact]
    public async Task One_reaping_runs_at_a_time_and_all_who_ask_meanwhile_share_the_next()
    {
        var gates = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource<IReadOnlyList<string>>()).ToList();
        var begun = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource()).ToList();
        var count = -1;
        var reaping = new SharedReaping(() =>
        {
            var run = Interlocked.Increment(ref count);
            begun[run].SetResult();
            return gates[run].Task;
        });

        var first = reaping.RunAsync();
        await begun[0].Task;
        var others = Enumerable.Range(0, 100).Select(_ => reaping.RunAsync()).ToList();
        Assert.False(begun[1].Task.IsCompleted);
        gates[0].SetException(new IOException("It fails, and the next begins."));
        await begun[1].Task;
        var last = reaping.RunAsync();
        gates[1].SetResult(["second"]);
        gates[2].SetResult(["third"]);

        await Assert.ThrowsAsync<IOException>(() => first);
        Assert.All(await Task.WhenAll(others), ids => Assert.Equal(["second"], ids));
        Assert.Equal(["third"], await last);
        Assert.Equal(2, count);
    }
}
