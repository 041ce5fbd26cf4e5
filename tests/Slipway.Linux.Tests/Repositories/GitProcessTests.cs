using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using Slipway.Linux.Repositories;
using Slipway.Testing.Programs;

namespace Slipway.Linux.Tests.Repositories;

public sealed class GitProcessTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-git-process-").FullName;

    public GitProcessTests()
    {
        Tool.Must("git", "init", "-q", _folder);
        Tool.Must("mkfifo", Path.Combine(_folder, ".gitignore"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Dictionary<string, string> Variables => new(GitSettings.Variables) { ["GIT_DIR"] = Path.Combine(_folder, ".git"), ["GIT_WORK_TREE"] = _folder };

    [Fact]
    public async Task A_git_that_waits_for_a_pipe_is_ended_and_the_message_has_the_command_and_the_way_out()
    {
        var failure = await Assert.ThrowsAsync<GitFailedException>(() => new GitProcess(null, Short).RunAsync(["ls-files", "--others", "--exclude-standard"], Variables, default, Token));
        Assert.Contains("git ls-files --others --exclude-standard", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"find {_folder} -name '.git*' -type p", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_has_an_end_whatever_git_says_meanwhile()
    {
        var failure = await Assert.ThrowsAsync<GitFailedException>(() => new GitProcess(null, whole: Short).RunAsync(["ls-files", "--others", "--exclude-standard"], Variables, default, Token));
        Assert.Contains("did not answer within", failure.Message, StringComparison.Ordinal);
        Assert.Contains("git ls-files --others --exclude-standard", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_cut_is_not_waited_for()
    {
        var input = new byte[8 << 20];
        var whole = await new GitProcess(null).RunAsync(["hash-object", "-w", "--stdin"], Variables, input, Token);
        var id = System.Text.Encoding.ASCII.GetString(whole.Output).Trim();
        var cut = await new GitProcess(null).RunAsync(["cat-file", "blob", id], Variables, default, Token, cutAt: 1 << 20);
        Assert.Equal((0, 1 << 20), (cut.ExitCode, cut.Output.Length));
        Assert.Equal(8 << 20, (await new GitProcess(null).RunAsync(["cat-file", "blob", id], Variables, default, Token, cutAt: 8 << 20)).Output.Length);
    }

    [Fact]
    public async Task Only_the_time_in_which_git_is_waited_for_counts()
    {
        var clock = new FakeTimeProvider();
        using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        var pipe = new Pipe();
        await using var output = new AwaitedOutput(pipe.Reader.AsStream(), silence, Short);
        await pipe.Writer.WriteAsync(new byte[1], Token);
        Assert.Equal(1, await output.ReadAsync(new byte[9], Token));
        clock.Advance(10 * Short);
        Assert.False(silence.IsCancellationRequested);

        var reading = output.ReadAsync(new byte[9], Token).AsTask();
        clock.Advance(Short);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
