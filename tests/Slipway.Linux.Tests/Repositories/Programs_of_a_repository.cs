using System.Diagnostics;
using Slipway.Linux.Identity;
using Slipway.Linux.Repositories;
using Slipway.Testing.Repositories;

namespace Slipway.Linux.Tests.Repositories;

/// <summary>No setting, hook or file of a repository runs a program when it is asked about, and each trial's program is seen to run where git is asked as anybody does.</summary>
public sealed class Programs_of_a_repository : IDisposable
{
    private readonly HostileRepository _repository = new();

    public static TheoryData<ProgramSetting> Settings { get; } = [.. ProgramSetting.All];

    public static TheoryData<ProgramSetting> SettingsThatRun { get; } = [.. ProgramSetting.All.Where(setting => setting.Plain is not null)];

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task A_program_that_a_setting_names_does_not_run(ProgramSetting setting)
    {
        await File.WriteAllTextAsync(Path.Combine(_repository.Tree, "attributes"), "* filter=other\n", TestContext.Current.CancellationToken);
        setting.Place(_repository, ".git/config");
        setting.Place(_repository, "bare/config");
        setting.Place(_repository, ".git/modules/sub/config");
        await AskAsync(_repository);
        Assert.Empty(_repository.Marks);
    }

    [Theory]
    [MemberData(nameof(SettingsThatRun))]
    public void The_trial_would_notice_it(ProgramSetting setting)
    {
        File.WriteAllText(Path.Combine(_repository.Tree, "attributes"), "* filter=other\n");
        setting.Place(_repository, ".git/config");
        _repository.Plain(setting.Plain!);
        Assert.NotEmpty(_repository.Marks);
    }

    [Theory]
    [InlineData("git status")]
    [InlineData("git checkout -q -b new")]
    public async Task Hooks_do_not_run(string plain)
    {
        _repository.Hooks(Path.Combine(_repository.Tree, ".git", "hooks"));
        _repository.Hooks(Path.Combine(_repository.Tree, "hooks"));
        await AskAsync(_repository);
        Assert.Empty(_repository.Marks);
        _repository.Set("core.hooksPath", Path.Combine(_repository.Tree, "hooks"));
        await AskAsync(_repository);
        Assert.Empty(_repository.Marks);
        _repository.Plain(plain);
        Assert.NotEmpty(_repository.Marks);
    }

    [Theory]
    [InlineData("include.path")]
    [InlineData("includeIf.gitdir:**.path")]
    [InlineData("includeIf.onbranch:main.path")]
    public async Task What_a_config_includes_is_not_read(string setting)
    {
        _repository.Set("core.fsmonitor", _repository.Program("included"), "included");
        _repository.Set(setting, Path.Combine(_repository.Tree, "included"));
        await AskAsync(_repository);
        Assert.Empty(_repository.Marks);
        _repository.Plain("git status");
        Assert.NotEmpty(_repository.Marks);
    }

    [Fact]
    public async Task What_a_worktrees_config_says_does_not_run()
    {
        HostileRepository.Git(_repository.Tree, "worktree", "add", "-q", "../linked", "other");
        _repository.Set("extensions.worktreeConfig", "true");
        foreach (var setting in ProgramSetting.All.Where(setting => !setting.Name.StartsWith("extensions.", StringComparison.Ordinal)))
        {
            setting.Place(_repository, ".git/config.worktree");
            setting.Place(_repository, ".git/worktrees/linked/config.worktree");
        }

        await AskAsync(_repository);
        Assert.Equal("other", await AskAsync(_repository, Path.Combine(_repository.Folder, "linked")));
        Assert.Empty(_repository.Marks);
        _repository.Plain("git -C ../linked status");
        Assert.Contains("core.fsmonitor", _repository.Marks);
    }

    [Fact]
    public async Task No_setting_that_this_git_knows_runs_anything()
    {
        foreach (var name in await SettingsOfGitAsync())
        {
            var program = _repository.Program(name);
            await File.AppendAllTextAsync(Path.Combine(_repository.Tree, ".git", "config"), new GitConfigEntry(name, program).Text + new GitConfigEntry(name, "!" + program).Text, TestContext.Current.CancellationToken);
        }

        await AskAsync(_repository);
        Assert.Empty(_repository.Marks);
    }

    [Fact]
    public async Task A_program_called_git_where_the_user_stands_does_not_run()
    {
        var folder = Environment.CurrentDirectory;
        try
        {
            File.Move(_repository.Program("git"), Path.Combine(_repository.Tree, "git"));
            Environment.CurrentDirectory = _repository.Tree;
            await AskAsync(_repository);
            Assert.False(File.Exists(Path.Combine(_repository.Tree, "git.ran")));
        }
        finally
        {
            Environment.CurrentDirectory = folder;
        }
    }

    public void Dispose() => _repository.Dispose();

    private static async Task AskAsync(HostileRepository repository)
    {
        foreach (var place in repository.Places)
        {
            Assert.Equal("main", await AskAsync(repository, place));
        }

        await AskAsync(repository, Path.Combine(repository.Tree, "sub"));
    }

    /// <summary>Asks all that can be asked; the branch.</summary>
    private static async Task<string?> AskAsync(HostileRepository repository, string folder)
    {
        var token = TestContext.Current.CancellationToken;
        using var git = await Git.OpenAsync(folder, Caller.Current, token);
        Assert.NotNull(git);
        Assert.StartsWith(repository.Folder, git.Place.Root, StringComparison.Ordinal);
        _ = git.DefaultBranch;
        var commit = await git.CommitIdAsync("HEAD", token);
        Assert.NotNull(commit);
        Assert.NotNull(await git.CommitAsync(commit, token));
        Assert.NotNull(git.HeadId);
        Assert.NotEmpty(await git.FilesAsync(token));
        Assert.NotEmpty(await git.IndexAsync(commit, token));
        await git.ArchiveAsync(commit, ["**/nothing"], tar => tar.CopyToAsync(Stream.Null, token), token);
        return git.Branch;
    }

    /// <summary>As git lists them, with a name where any may stand, but for those that say how the repository is stored.</summary>
    private static async Task<IReadOnlyList<string>> SettingsOfGitAsync()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["help", "--config"]) { RedirectStandardOutput = true })!;
        var listed = await git.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var names = listed.Split('\n').Where(line => line.Contains('.', StringComparison.Ordinal) && !line.Contains(' ', StringComparison.Ordinal))
            .Select(line => System.Text.RegularExpressions.Regex.Replace(line, "<[^>]*>|\\*", "evil"))
            .Where(name => !name.StartsWith("extensions.", StringComparison.Ordinal) && !name.Contains('_', StringComparison.Ordinal))
            .ToList();
        Assert.True(names.Count > 500, listed);
        return names;
    }
}
