using System.Diagnostics;
using Slipway.Cli.Repositories;

namespace Slipway.Cli.Tests.Repository;

public sealed class GitFactsReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    [Trait("needs", "root")]
    public async Task Root_knows_the_commit_of_a_tree_that_is_another_users()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give files away");
        await MakeRepositoryAsync();
        await RunAsync("chown", "-R", "65534:65534", _folder.Path);
        var facts = await GitFactsReader.ReadAsync(_folder.Path, TestContext.Current.CancellationToken);
        Assert.Equal("trunk", facts.Branch);
        Assert.Equal("the second", facts.CommitSubject);
    }

    public void Dispose() => _folder.Dispose();

    private async Task MakeRepositoryAsync()
    {
        await GitAsync("init", "-q", "-b", "trunk");
        await GitAsync("commit", "-q", "--allow-empty", "-m", "the first", "--author", "One <one@example.com>");
        await GitAsync("tag", "v1");
        await GitAsync("commit", "-q", "--allow-empty", "-m", "the second", "--author", "Two <two@example.com>");
    }

    private Task GitAsync(params string[] arguments) =>
        RunAsync("git", ["-C", _folder.Path, "-c", "user.name=test", "-c", "user.email=test@example.com", .. arguments]);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }
}
