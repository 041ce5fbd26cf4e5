using Slipway.Execution.Caches;
using Slipway.Execution.Failures;

namespace Slipway.Execution.Tests.Caches;

public sealed class Cache_keys
{
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
}
