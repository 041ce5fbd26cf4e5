using Slipway.Execution.Blobs;
using Slipway.Execution.Caches;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Caches;

/// <summary>What an index of caches does, wherever it keeps them.</summary>
public abstract class CacheIndexContract
{
    private const long Everything = long.MaxValue;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>The same project, as a run of this trust sees it.</summary>
    protected abstract ICacheIndex Of(TrustScope trust);

    protected static TrustScope Pull(int number) => TrustScope.Untrusted($"pull/{number}", "a test says so");

    [Fact]
    public async Task The_newest_key_with_the_prefix_is_found_and_the_first_to_save_a_key_wins()
    {
        var index = Of(TrustScope.Trusted);
        Assert.True(await AddAsync(index, Entry("v1-a") with { SavedAt = Now.AddMinutes(-2), Build = 1 }));
        Assert.True(await AddAsync(index, Entry("v1-b") with { SavedAt = Now.AddMinutes(-1) }));
        Assert.False(await AddAsync(index, Entry("v1-a") with { Build = 2 }));
        Assert.Equal("v1-b", (await index.FindNewestAsync("v1-", Token))?.Key);
        Assert.Equal(1, (await index.FindAsync("v1-a", Token))?.Build);
        Assert.Null(await index.FindAsync("v1-", Token));
        Assert.Null(await index.FindNewestAsync("v2-", Token));
    }

    [Fact]
    public async Task One_of_many_who_save_a_key_at_once_wins()
    {
        var added = await Task.WhenAll(Enumerable.Range(1, 20).Select(build => Task.Run(() => AddAsync(Of(TrustScope.Trusted), Entry("key") with { Build = build }), Token)));
        Assert.Single(added, isAdded => isAdded);
    }

    [Fact]
    public async Task What_is_too_old_is_not_found_and_may_be_saved_again()
    {
        var index = Of(TrustScope.Trusted);
        Assert.True(await AddAsync(index, Entry("key") with { SavedAt = Now.AddDays(-16), KeptUntil = Now.AddDays(-1) }));
        Assert.Null(await index.FindAsync("key", Token));
        Assert.Null(await index.FindNewestAsync("k", Token));
        Assert.True(await AddAsync(index, Entry("key")));
    }

    [Fact]
    public async Task A_pull_request_sees_its_own_before_the_trusted_ones_and_nobody_else_sees_them()
    {
        Assert.True(await AddAsync(Of(TrustScope.Trusted), Entry("v1-trusted")));
        Assert.True(await AddAsync(Of(Pull(1)), Entry("v1-own") with { SavedAt = Now.AddHours(-1) }));
        Assert.Equal("v1-own", (await Of(Pull(1)).FindNewestAsync("v1-", Token))?.Key);
        Assert.Equal("v1-trusted", (await Of(Pull(1)).FindAsync("v1-trusted", Token))?.Key);
        Assert.Equal("v1-trusted", (await Of(Pull(2)).FindNewestAsync("v1-", Token))?.Key);
        Assert.Equal("v1-trusted", (await Of(TrustScope.Trusted).FindNewestAsync("v1-", Token))?.Key);
        Assert.Null(await Of(TrustScope.Trusted).FindAsync("v1-own", Token));
    }

    [Fact]
    public async Task A_pull_request_removes_its_own_alone()
    {
        await AddAsync(Of(TrustScope.Trusted), Entry("key"));
        await AddAsync(Of(Pull(1)), Entry("own"));
        await Of(Pull(1)).RemoveAsync("key", Token);
        await Of(Pull(1)).RemoveAsync("own", Token);
        Assert.NotNull(await Of(TrustScope.Trusted).FindAsync("key", Token));
        Assert.Null(await Of(Pull(1)).FindAsync("own", Token));
    }

    [Fact]
    public async Task What_was_not_used_for_longest_goes_when_there_is_no_room()
    {
        var index = Of(TrustScope.Trusted);
        foreach (var (key, hours) in (IEnumerable<(string, int)>)[("old", -3), ("older", -4), ("oldest", -5)])
        {
            await AddAsync(index, Entry(key) with { SavedAt = Now.AddHours(hours) });
        }

        await index.UseAsync((await index.FindAsync("oldest", Token))!, Token);
        var (isAdded, forgotten) = await index.TryAddAsync(Entry("new"), 35, Token);
        Assert.True(isAdded);
        Assert.Equal(["older"], forgotten);
        Assert.NotNull(await index.FindAsync("oldest", Token));
    }

    [Fact]
    public async Task The_use_of_a_trusted_one_by_a_pull_request_does_not_count()
    {
        await AddAsync(Of(TrustScope.Trusted), Entry("one") with { SavedAt = Now.AddHours(-2) });
        await AddAsync(Of(TrustScope.Trusted), Entry("other") with { SavedAt = Now.AddHours(-1) });
        await Of(Pull(1)).UseAsync((await Of(Pull(1)).FindAsync("one", Token))!, Token);
        Assert.Equal(["one"], (await Of(TrustScope.Trusted).TryAddAsync(Entry("new"), 20, Token)).Forgotten);
    }

    private static CacheEntry Entry(string key) => new(key, new Blob("00", 10), [], 1, Now, Now.AddDays(15));

    private static async Task<bool> AddAsync(ICacheIndex index, CacheEntry entry) => (await index.TryAddAsync(entry, Everything, Token)).IsAdded;
}
