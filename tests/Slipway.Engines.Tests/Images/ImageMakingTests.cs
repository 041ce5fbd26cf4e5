using System.Collections.Concurrent;
using Slipway.Engines.Images;

namespace Slipway.Engines.Tests.Images;

public sealed class ImageMakingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slipway-making-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_waits_for_a_making_hears_all_that_it_says()
    {
        var first = await BeginAsync(_ => { });
        first.Say("fetching Debian's lists of packages (1 of 6)");
        var heard = new ConcurrentQueue<string>();
        var downloading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = BeginAsync(line =>
        {
            heard.Enqueue(line);
            if (line.StartsWith("downloading", StringComparison.Ordinal))
            {
                downloading.TrySetResult();
            }
        });

        first.Say("downloading the packages (2 of 6)");
        await downloading.Task.WaitAsync(Token);
        first.Dispose();
        using var second = await waiting;
        second.Say("its own");

        Assert.Equal(
            ["This engine image is being made already; waiting for it.", "fetching Debian's lists of packages (1 of 6)", "downloading the packages (2 of 6)", "its own"], heard);
    }

    [Fact]
    public async Task What_an_earlier_making_said_is_not_heard_again()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, ".notices-bookworm"), "left by a making that was killed\n", Token);
        using var making = await BeginAsync(_ => { });
        var heard = new TaskCompletionSource<string>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = ImageMaking.BeginAsync(_folder.FullName, "bookworm", line => _ = line.StartsWith("This", StringComparison.Ordinal) || heard.TrySetResult(line), end.Token);

        making.Say("new");

        Assert.Equal("new", await heard.Task.WaitAsync(Token));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<ImageMaking> BeginAsync(Action<string> onProgress) => ImageMaking.BeginAsync(_folder.FullName, "bookworm", onProgress, Token);
}
