using Slipway.Execution.Blobs;
using Slipway.Execution.Bounds;
using Slipway.Execution.Caches;
using Slipway.Execution.State;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Execution.Tests.Caches;

public sealed class Caches_of_pull_requests : IDisposable
{
    private readonly StateFolder _state = new(Directory.CreateTempSubdirectory("slipway-scopes-").FullName);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Keep_their_content_for_as_long_as_they_are_kept()
    {
        var blobs = new FolderBlobStore(_state.Blobs, new LaterClock());
        var kept = await blobs.PutAsync(stream => stream.WriteAsync("kept"u8.ToArray()).AsTask(), TestContext.Current.CancellationToken);
        var tooMuch = await blobs.PutAsync(stream => stream.WriteAsync("too much"u8.ToArray()).AsTask(), TestContext.Current.CancellationToken);
        Of("pull-1").TryAdd(Entry("kept") with { Content = kept, SavedAt = Now });
        Of("pull-1").TryAdd(Entry("too much") with { Content = tooMuch with { Bytes = new StorageLimits().PullRequestCaches }, SavedAt = Now.AddHours(-1) });

        await StorageSweep.RunAsync(_state, blobs, new StorageLimits(), TimeProvider.System, TestContext.Current.CancellationToken);

        await (await blobs.OpenReadAsync(kept, TestContext.Current.CancellationToken)).DisposeAsync();
        await Assert.ThrowsAsync<BlobGoneException>(() => blobs.OpenReadAsync(tooMuch, TestContext.Current.CancellationToken));
        Assert.Null(Of("pull-1").Find("too much"));
    }

    [Fact]
    public async Task Go_one_after_another_when_all_pull_requests_together_have_too_much()
    {
        var limits = new StorageLimits { ProjectCaches = 25, PullRequestCaches = 10 };
        foreach (var number in Enumerable.Range(1, 4))
        {
            Of($"pull-{number}").TryAdd(Entry("key") with { Content = new Blob($"0{number}", 10), SavedAt = Now.AddHours(number - 10) });
        }

        await StorageSweep.RunAsync(_state, new FolderBlobStore(_state.Blobs, TimeProvider.System), limits, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal([3, 4], Enumerable.Range(1, 4).Where(number => Of($"pull-{number}").Find("key") is not null));
    }

    [Fact]
    public void Are_not_driven_out_by_one_with_very_many()
    {
        Of("pull-1").TryAdd(Entry("old") with { SavedAt = Now.AddDays(-1) });
        foreach (var number in Enumerable.Range(1, 5))
        {
            Of("pull-2").TryAdd(Entry($"key-{number}") with { SavedAt = Now.AddSeconds(-number) });
        }

        CacheIndex[] indexes = [.. _state.PullRequestCaches("project").Select(folder => new CacheIndex(folder, TimeProvider.System))];
        Assert.Equal(["key-3", "key-4", "key-5"], CacheIndex.Evict(indexes, long.MaxValue, Now, mostEntries: 3).Order());

        Assert.NotNull(Of("pull-1").Find("old"));
        Assert.NotNull(Of("pull-2").Find("key-2"));
    }

    [Theory]
    [InlineData("trusted", 20, 2, 20, "projectCaches")]
    [InlineData("pull-1", 20, 2, 2, "pullRequestCaches")]
    [InlineData("pull-1", 1, 2, 1, "projectCaches")]
    public void Are_bounded_for_a_job_as_for_its_scope(string scope, long project, long pullRequest, long most, string setting)
    {
        var limits = new StorageLimits { ProjectCaches = project, PullRequestCaches = pullRequest };
        Assert.Equal((most, setting), limits.CachesOf(scope == "trusted"));
        Assert.Equal(most, new RunStorage(limits, new DiskReserve(_state.Path, limits), scope == "trusted").Of(new JobRef("main", "job")).Caches.Left);
    }

    public void Dispose() => Directory.Delete(_state.Path, recursive: true);

    private static CacheEntry Entry(string key) => new(key, new Blob("00", 1), [], 1, Now, Now.AddDays(15));

    private CacheIndex Of(string scope) => new(_state.Caches("project", scope), TimeProvider.System);

    /// <summary>Content of today may still be on its way into an index; it is only removed when it is older.</summary>
    private sealed class LaterClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(2);
    }
}
