using Slipway.Scenarios.Tests.Scenarios;

namespace Slipway.Scenarios.Tests.Faults;

/// <summary>The disk of the state folder gets full while a run writes: that is said, it is no failure of the job, and nothing lies there half-written.</summary>
[Trait("needs", "docker")]
[Trait("needs", "root")]
public sealed class Full_disks : IDisposable
{
    private FaultyPlace? _place;

    [Fact]
    public async Task Cut_a_log_off_and_keep_what_it_had()
    {
        var output = await RunAsync("""run: "set +o pipefail; yes | head -c 40000000" """);
        Assert.Contains("the step's log cannot be written: the disk under ", output, StringComparison.Ordinal);
        var log = Directory.GetFiles(_place!.State, "001-*.log", SearchOption.AllDirectories).Single();
        Assert.True(new FileInfo(log).Length > 1_000_000, "the log so far is not kept");
    }

    [Theory]
    [InlineData("save_cache: {key: k, paths: [/big]}", "blobs")]
    [InlineData("persist_to_workspace: {root: /, paths: [big]}", "blobs")]
    [InlineData("store_artifacts: {path: /big}", "artifacts")]
    public async Task Refuse_what_does_not_fit(string step, string folder)
    {
        var output = await RunAsync("""run: "mkdir /big; head -c 40000000 /dev/urandom > /big/file" """, step);
        Assert.Contains(" is nearly full: ", output, StringComparison.Ordinal);
        foreach (var place in Directory.GetDirectories(_place!.State, folder, SearchOption.AllDirectories))
        {
            Assert.Empty(Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories));
        }
    }

    public void Dispose()
    {
        if (_place is not null)
        {
            using var unmount = System.Diagnostics.Process.Start("umount", [_place.State]);
            unmount.WaitForExit();
            _place.Dispose();
        }
    }

    private async Task<string> RunAsync(params string[] steps)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can mount");
        _place = new FaultyPlace(FaultyPlace.JobOf(steps));
        var (mounted, why) = await Programs.RunAsync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", _place.State], "/", [], TestContext.Current.CancellationToken);
        Assert.True(mounted == 0, why);
        using var run = _place.Start();
        var exitCode = await run.EndAsync();
        Assert.True(exitCode == 3, $"{exitCode}:\n{(run.Output.Length > 4000 ? run.Output[^4000..] : run.Output)}");
        Assert.Contains("Run 1: infrastructure failure", (await _place.SlipwayAsync("runs", "show", "last")).Output, StringComparison.Ordinal);
        await _place.AssertNothingIsLeftAsync();
        return run.Output;
    }
}
