using Slipway.Scenarios.Tests.Faults;
using Slipway.Scenarios.Tests.Scenarios;

namespace Slipway.Scenarios.Tests.Choices;

/// <summary><c>--revision</c>: a commit of the repository, clean, whatever lies in the working tree.</summary>
[Trait("needs", "docker")]
public sealed class Chosen_revisions : IDisposable
{
    private readonly FaultyPlace _place = new(FaultyPlace.JobOf("checkout", "run: 'cat text; ls -a; echo \"$CIRCLE_SHA1 is checked out\"'"));

    [Theory]
    [InlineData("")]
    [InlineData("below")]
    public async Task Are_checked_out_clean_from_any_folder_of_the_repository(string below)
    {
        var repository = below.Length == 0 ? _place.Project : _place.Folder;
        await MakeHistoryAsync(repository);
        var sha = (await GitAsync(repository, "rev-parse", "first")).Trim();
        var (exitCode, output) = await _place.SlipwayAsync("run", "--plain", "--revision", "first");
        Assert.True(exitCode == 0, output);
        Assert.Contains("job | the first text", output, StringComparison.Ordinal);
        Assert.Contains($"job | {sha} is checked out", output, StringComparison.Ordinal);
        Assert.DoesNotContain("| untracked", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_refused_before_anything_starts_when_they_are_not_there()
    {
        await MakeHistoryAsync(_place.Project);
        var (exitCode, output) = await _place.SlipwayAsync("run", "--plain", "--revision", "nowhere");
        Assert.Equal(2, exitCode);
        Assert.Contains("--revision nowhere: there is no such commit", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_place.State, "runs")), "a run was begun");
    }

    public void Dispose() => _place.Dispose();

    private static async Task MakeHistoryAsync(string repository)
    {
        await GitAsync(repository, "init", "-q", "-b", "main");
        await CommitAsync(repository, "the first text");
        await GitAsync(repository, "tag", "first");
        await CommitAsync(repository, "the second text");
        await File.WriteAllTextAsync(Path.Combine(repository, "text"), "not committed", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(repository, "untracked"), "", TestContext.Current.CancellationToken);
    }

    private static async Task CommitAsync(string repository, string text)
    {
        await File.WriteAllTextAsync(Path.Combine(repository, "text"), text + "\n", TestContext.Current.CancellationToken);
        await GitAsync(repository, "add", "text");
        await GitAsync(repository, "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-qm", text);
    }

    private static async Task<string> GitAsync(string repository, params string[] arguments)
    {
        var (exitCode, output) = await Programs.RunAsync("git", arguments, repository, [], TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, output);
        return output;
    }
}
