using Slipway.Linux.Identity;
using Slipway.Linux.Repositories;
using Slipway.Testing.Repositories;

namespace Slipway.Linux.Tests.Repositories;

/// <summary>Which repository a folder is in, and whose may be read.</summary>
public sealed class Repositories_that_are_found : IDisposable
{
    private const uint Nobody = 65534;

    private readonly HostileRepository _repository = new();

    [Fact]
    [Trait("needs", "root")]
    public async Task One_that_a_stranger_made_above_a_project_is_refused_and_runs_nothing()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give files away");
        var project = Directory.CreateDirectory(Path.Combine(_repository.Tree, "project")).FullName;
        _repository.Set("core.fsmonitor", _repository.Program("stranger"));
        Give(Nobody, Path.Combine(_repository.Tree, ".git"));
        var refused = await Assert.ThrowsAsync<RepositoryRefusedException>(() => OpenAsync(project));
        Assert.Contains($"{_repository.Tree}/.git belongs to nobody (user 65534), and slipway runs as root (user 0)", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_repository.Marks);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".git")]
    [InlineData(".git/modules/sub")]
    [Trait("needs", "root")]
    public async Task Every_folder_of_it_belongs_to_the_caller(string part)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give files away");
        var place = part.Contains("modules", StringComparison.Ordinal) ? Path.Combine(_repository.Tree, "sub") : _repository.Tree;
        using (var before = await OpenAsync(place))
        {
            Assert.Equal(place, before!.Place.Root);
        }

        File.SetUnixFileMode(_repository.Tree, (UnixFileMode)0x1ED);
        HostileRepository.Chown(Nobody, Path.Combine(_repository.Tree, part));
        await Assert.ThrowsAsync<RepositoryRefusedException>(() => OpenAsync(place));
    }

    [Fact]
    [Trait("needs", "root")]
    public async Task Root_reads_one_of_the_user_who_called_sudo_as_that_user()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give files away");
        Give(Nobody, _repository.Folder);
        using (var git = await OpenAsync(_repository.Tree, new Caller(0, Nobody)))
        {
            Assert.Equal(Nobody, git!.Place.Owner);
            Assert.Equal("main", git.Branch);
            var commit = await git.CommitIdAsync("HEAD", TestContext.Current.CancellationToken);
            Assert.NotEmpty(await git.IndexAsync(commit!, TestContext.Current.CancellationToken));
            Assert.Contains("untracked", await git.FilesAsync(TestContext.Current.CancellationToken));
        }

        // What only root may read is not read for the user.
        HostileRepository.Chown(0, Path.Combine(_repository.Tree, "below"));
        File.SetUnixFileMode(Path.Combine(_repository.Tree, "below"), (UnixFileMode)0x1C0);
        await File.WriteAllTextAsync(Path.Combine(_repository.Tree, "below", "roots"), "", TestContext.Current.CancellationToken);
        using var again = await OpenAsync(_repository.Tree, new Caller(0, Nobody));
        Assert.DoesNotContain("below/roots", await again!.FilesAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0, "1000", 1000)]
    [InlineData(1000, "0", null)]
    [InlineData(0, "-1", null)]
    [InlineData(0, null, null)]
    public void Nobody_but_root_is_believed_to_be_called_by_sudo(int user, string? sudo, int? expected)
    {
        Assert.Equal((uint?)expected, Caller.Of((uint)user, sudo).Sudo);
    }

    [Fact]
    public async Task A_folder_that_looks_like_a_repository_without_a_tree_is_an_ordinary_one()
    {
        using var git = await OpenAsync(Path.Combine(_repository.Tree, "bare", "objects"));
        Assert.Equal(_repository.Tree, git!.Place.Root);
    }

    [Fact]
    public async Task An_empty_folder_of_its_name_is_passed_by()
    {
        var project = Directory.CreateDirectory(Path.Combine(_repository.Tree, "project", ".git")).FullName;
        using var git = await OpenAsync(project);
        Assert.Equal(_repository.Tree, git!.Place.Root);
        Assert.Null(await OpenAsync("/proc"));
    }

    [Fact]
    public async Task A_worktree_of_another_place_in_the_config_is_none()
    {
        _repository.Set("core.worktree", "/etc");
        using var git = await OpenAsync(_repository.Tree);
        Assert.DoesNotContain("passwd", await git!.FilesAsync(TestContext.Current.CancellationToken));
        Assert.Contains("text", await git.FilesAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_worktree_that_was_moved_is_refused_with_what_repairs_it()
    {
        HostileRepository.Git(_repository.Tree, "worktree", "add", "-q", "../linked", "other");
        var moved = Path.Combine(_repository.Folder, "moved");
        Directory.Move(Path.Combine(_repository.Folder, "linked"), moved);
        var refused = await Assert.ThrowsAsync<RepositoryRefusedException>(() => OpenAsync(moved));
        Assert.Contains($"git -C {moved} worktree repair", refused.Message, StringComparison.Ordinal);
        HostileRepository.Git(moved, "worktree", "repair");
        using var git = await OpenAsync(moved);
        Assert.Equal("other", git!.Branch);
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("config")]
    [InlineData("packed-refs")]
    [InlineData("info/exclude")]
    [InlineData("refs")]
    [InlineData("objects")]
    public async Task A_link_in_the_place_of_a_part_of_it_is_not_followed(string part)
    {
        var place = Path.Combine(_repository.Tree, ".git", part);
        if (Directory.Exists(place))
        {
            Directory.Move(place, Path.Combine(_repository.Folder, "away"));
        }
        else
        {
            File.Delete(place);
        }

        File.CreateSymbolicLink(place, Directory.Exists(Path.Combine(_repository.Folder, "away")) ? Path.Combine(_repository.Folder, "away") : "/etc/passwd");
        var refused = await Assert.ThrowsAsync<RepositoryRefusedException>(() => OpenAsync(_repository.Tree));
        Assert.DoesNotContain("root:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_its_user_ignores_everywhere_is_ignored()
    {
        var home = Environment.GetEnvironmentVariable("HOME");
        try
        {
            Environment.SetEnvironmentVariable("HOME", _repository.Folder);
            await File.WriteAllTextAsync(Path.Combine(_repository.Folder, ".gitconfig"), "[core]\n\texcludesFile = ~/mine\n", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(_repository.Folder, "mine"), "untracked\n", TestContext.Current.CancellationToken);
            using var git = await OpenAsync(_repository.Tree);
            var files = await git!.FilesAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain("untracked", files);
            Assert.DoesNotContain("ignored", files);
        }
        finally
        {
            Environment.SetEnvironmentVariable("HOME", home);
        }
    }

    public void Dispose() => _repository.Dispose();

    private static void Give(uint user, string folder)
    {
        foreach (var entry in Directory.GetFileSystemEntries(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Append(folder))
        {
            HostileRepository.Chown(user, entry);
        }
    }

    private static Task<Git?> OpenAsync(string folder, Caller? caller = null) => Git.OpenAsync(folder, caller ?? new Caller(Caller.Current.User, null), TestContext.Current.CancellationToken);
}
