using Microsoft.Extensions.Time.Testing;
using Slipway.Cli.Orbs;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Orbs;

public sealed class OrbCacheTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Orbs_that_were_fetched_first_go_when_all_take_too_much()
    {
        // Each is a text and a reference, and every file takes a block.
        const int Blocks = 4;
        var cache = new OrbCache(_folder.Path, new FakeTimeProvider(), mostBytes: Blocks * 4096);
        foreach (var number in (int[])[1, 2, 3])
        {
            cache.Store($"a/b@{number}.0.0", $"a/b@{number}.0.0", $"description: {number}");
            foreach (var file in Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories))
            {
                File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddHours(-1));
            }
        }

        Assert.Equal([false, true, true], ((int[])[1, 2, 3]).Select(number => cache.Find($"a/b@{number}.0.0") is not null));
    }
}
