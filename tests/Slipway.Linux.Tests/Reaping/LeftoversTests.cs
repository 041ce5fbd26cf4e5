using System.Collections.Concurrent;
using Slipway.Linux.Failures;
using Slipway.Linux.Reaping;

namespace Slipway.Linux.Tests.Reaping;

public sealed class LeftoversTests
{
    private readonly ConcurrentQueue<string> _removed = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_several_traces_show_is_removed_once()
    {
        var reaped = await Leftovers.ReapAsync([new("engine", [Trace("a", "b"), Trace("b", "c")], RemoveAsync)], Token);
        Assert.Equal(["a", "b", "c"], _removed.Order());
        Assert.Equal([("engine", "a"), ("engine", "b"), ("engine", "c")], reaped.Removed);
    }

    [Fact]
    public async Task A_kind_begins_when_the_kind_before_it_is_gone()
    {
        List<int> seen = [];
        await Leftovers.ReapAsync(
        [
            new("container", [Trace("1", "2", "3", "4", "5", "6")], RemoveAsync),
            Leftovers.Of("network", () => See("n", seen), _ => true),
        ], Token);
        Assert.Equal([6], seen);
    }

    [Fact]
    public async Task What_cannot_be_removed_is_said_and_the_rest_goes()
    {
        var reaped = await Leftovers.ReapAsync(
        [
            new("link", [Trace("a", "b", "c")], (name, token) => name == "b" ? throw new IOException("it is busy") : RemoveAsync(name, token)),
            new("cgroup", [Trace("g")], RemoveAsync),
        ], Token);
        Assert.Equal(["a", "c", "g"], _removed.Order());
        Assert.Equal(["The link b is not removed: it is busy"], reaped.Failed);
        Assert.Equal([("link", "a"), ("link", "c"), ("cgroup", "g")], reaped.Removed);
    }

    [Fact]
    public async Task What_cannot_be_seen_is_said_and_what_other_traces_show_goes()
    {
        var reaped = await Leftovers.ReapAsync([new("engine", [_ => throw new IOException("no table"), Trace("a")], RemoveAsync)], Token);
        Assert.Equal(["a"], _removed);
        Assert.Empty(reaped.Failed);
        Assert.Equal("It cannot be seen whether each engine has an owner: no table", Assert.Throws<InfrastructureException>(() => Reaped.Refuse(reaped.Unseen)).Message);
    }

    [Fact]
    public async Task A_trace_that_fails_half_way_has_shown_nothing_false()
    {
        var reaped = await Leftovers.ReapAsync([Leftovers.Of("file", Half, _ => true)], Token);
        Assert.Single(reaped.Unseen);

        static IEnumerable<string> Half()
        {
            yield return "first";
            throw new UnauthorizedAccessException("not yours");
        }
    }

    [Fact]
    public async Task What_somebody_holds_by_now_does_not_count()
    {
        var reaped = await Leftovers.ReapAsync([Leftovers.Of("file", () => ["held", "free"], name => name == "free")], Token);
        Assert.Equal([("file", "free")], reaped.Removed);
        Reaped.Refuse([.. reaped.Unseen, .. reaped.Failed]);
    }

    [Fact]
    public async Task A_cancellation_ends_it()
    {
        using var end = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Leftovers.ReapAsync(
            [new("file", [Trace("a")], EndAsync)], end.Token));

        async Task<bool> EndAsync(string name, CancellationToken token)
        {
            await end.CancelAsync();
            token.ThrowIfCancellationRequested();
            return true;
        }
    }

    private static Func<CancellationToken, Task<IEnumerable<string>>> Trace(params string[] names) => _ => Task.FromResult<IEnumerable<string>>(names);

    private async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await Task.Yield();
        _removed.Enqueue(name);
        return true;
    }

    private IEnumerable<string> See(string name, List<int> seen)
    {
        seen.Add(_removed.Count);
        return [name];
    }
}
