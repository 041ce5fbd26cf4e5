using Slipway.Execution.Checkouts;
using Slipway.Testing.Repositories;

namespace Slipway.Execution.Tests.Checkouts;

/// <summary>What a source of code does, wherever it lies: here in a repository whose files are as they were committed.</summary>
public abstract class SourceContract : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-source-").FullName;

    protected SourceContract()
    {
        Directory.CreateDirectory(Path.Combine(Tree, ".slipway"));
        File.WriteAllText(Path.Combine(Tree, ".slipway", "env"), "TOKEN=secret");
        File.WriteAllText(Path.Combine(Tree, "text"), "committed");
        TrialGit.Run(Tree, "init", "-q", "-b", "main");
        TrialGit.Run(Tree, "add", ".");
        TrialGit.Run(Tree, "commit", "-qm", "the first");
    }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected string Tree => Path.Combine(_folder, "tree");

    protected abstract ISource Source { get; }

    [Fact]
    public async Task The_files_come_with_the_repository_that_they_are_of()
    {
        var job = await SendAsync("job");
        Assert.Equal("committed", await File.ReadAllTextAsync(Path.Combine(job, "text"), Token));
        Assert.Equal(TrialGit.Run(Tree, "log", "--format=%H %s"), TrialGit.Run(job, "log", "--format=%H %s"));
    }

    [Fact]
    public async Task What_a_project_keeps_secret_stays_where_it_is() => Assert.False(File.Exists(Path.Combine(await SendAsync("job"), ".slipway", "env")));

    [Fact]
    public async Task It_is_read_by_several_jobs_at_once_and_writes_nothing()
    {
        var before = Files();
        foreach (var job in await Task.WhenAll(SendAsync("one"), SendAsync("two")))
        {
            Assert.Equal("committed", await File.ReadAllTextAsync(Path.Combine(job, "text"), Token));
        }

        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task What_the_reader_throws_comes_back()
    {
        var thrown = new InvalidOperationException("it takes no more");
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(() => Source.ReadAsync(_ => throw thrown, Assert.Fail, Token)));
    }

    [Fact]
    public void Its_name_says_where_it_is() => Assert.Contains(Tree, Source.Name, StringComparison.Ordinal);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Directory.Delete(_folder, recursive: true);

    protected async Task<string> SendAsync(string name)
    {
        var job = Path.Combine(_folder, name);
        await Source.ReadAsync(tar => SentCheckout.UnpackAsync(tar, job), Assert.Fail, Token);
        return job;
    }

    private List<string> Files() =>
        [.. new DirectoryInfo(Tree).EnumerateFiles("*", SearchOption.AllDirectories).Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}").Order(StringComparer.Ordinal)];
}
