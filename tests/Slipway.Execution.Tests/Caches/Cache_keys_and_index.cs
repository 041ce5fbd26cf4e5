using Slipway.Execution.Blobs;
using Slipway.Execution.Caches;
using Slipway.Execution.Failures;
using Slipway.Linux.Processes;

namespace Slipway.Execution.Tests.Caches;

public sealed class Cache_keys_and_index : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-caches").FullName;

    [Fact]
    public async Task A_template_is_filled_from_the_job()
    {
        var template = new CacheKeyTemplate(
            new CacheKeyValues { Branch = "main", Build = 7, Architecture = "linux-amd64-6_85", Now = DateTimeOffset.UnixEpoch.AddSeconds(9), Environment = new Dictionary<string, string> { ["V"] = "3" } },
            file => Task.FromResult<byte[]>(file == "go.sum" ? [255, 239, 255] : []));
        Assert.Equal("v3-main-7-linux-amd64-6_85-9-_+__", await template.ExpandAsync("v{{ .Environment.V }}-{{.Branch}}-{{ .BuildNum }}-{{ arch }}-{{ epoch }}-{{ checksum \"go.sum\" }}"));
    }

    [Theory]
    [InlineData("{{ .Brunch }}")]
    [InlineData("v1-{{ epoch")]
    public async Task A_wrong_template_fails_the_step(string text)
    {
        var template = new CacheKeyTemplate(new CacheKeyValues { Architecture = "", Now = DateTimeOffset.UnixEpoch }, _ => Task.FromResult<byte[]>([]));
        await Assert.ThrowsAsync<JobFailedException>(() => template.ExpandAsync(text));
    }

    [Fact]
    public void The_newest_key_with_the_prefix_is_found_and_the_first_to_save_a_key_wins()
    {
        var index = new CacheIndex(_folder, TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        Assert.True(index.TryAdd(Entry("v1-a", now.AddMinutes(-2), now)));
        Assert.True(index.TryAdd(Entry("v1-b", now.AddMinutes(-1), now)));
        Assert.False(index.TryAdd(Entry("v1-a", now, now)));
        Assert.Equal("v1-b", index.FindNewest("v1-")?.Key);
        Assert.Equal("v1-a", index.Find("v1-a")?.Key);
        Assert.Null(index.FindNewest("v2-"));
    }

    [Fact]
    public void What_is_too_old_is_not_found_and_may_be_saved_again()
    {
        var index = new CacheIndex(_folder, TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        Assert.True(index.TryAdd(Entry("k", now.AddDays(-16), now.AddDays(-16))));
        Assert.Null(index.Find("k"));
        Assert.True(index.TryAdd(Entry("k", now, now)));
    }

    [Fact]
    public void What_a_killed_run_was_writing_is_removed()
    {
        File.WriteAllText(Path.Combine(_folder, $"0123_{OwnerProcess.Current with { Boot = "" }}.new"), "");
        File.WriteAllText(Path.Combine(_folder, $"0124_{OwnerProcess.Current}.new"), "");
        Assert.Equal(1, new CacheIndex(_folder, TimeProvider.System).RemoveOrphans());
        Assert.Single(Directory.GetFiles(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CacheEntry Entry(string key, DateTimeOffset saved, DateTimeOffset from) => new(key, new Blob("00", 1), [], 1, saved, from.AddDays(15));
}
