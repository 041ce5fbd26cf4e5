using Slipway.Execution.Checkouts;
using Slipway.Testing.Repositories;

namespace Slipway.Execution.Tests.Checkouts;

/// <summary>A tree with one repository in it that cannot be read: the checkout goes on, as git's own would, and what is not in it is said by name.</summary>
public sealed class StrangeRepositoryTests : IDisposable
{
    private const string Secret = "a secret of the host";
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-strange-").FullName;

    public StrangeRepositoryTests() => Run(
        $"printf '{Secret}' > outside && git init -q tree && cd tree && printf one > file && git add file && git commit -q -m one "
        + $"&& git init -q strange && cd strange && printf '*.env' > .gitignore && printf '{Secret}' > ignored.env && printf two > file && git add . && git commit -q -m two");

    /// <summary>For git those are no repositories, and what is in them are files of the tree.</summary>
    [Theory]
    [InlineData("printf rubbish > .git/HEAD")]
    [InlineData(": > .git/HEAD")]
    [InlineData("rm .git/HEAD")]
    [InlineData("rm .git/HEAD && ln -s ../../../outside .git/HEAD")]
    [InlineData("rm -r .git/objects")]
    [InlineData("rm -r .git && mkdir .git")]
    [InlineData("rm -r .git && printf 'gitdir: ../none' > .git")]
    [InlineData("rm -r .git && printf rubbish > .git")]
    [InlineData("rm -r .git && git init -q --bare bare")]
    public async Task What_is_no_repository_for_git_are_files_of_the_tree(string script)
    {
        Run($"cd tree/strange && rm ignored.env && {script}");
        Assert.Empty(await SendAsync());
        Assert.Equal(Run("git -C tree ls-files --cached --others --exclude-standard"), Run("git -C job ls-files --cached --others --exclude-standard"));
        Assert.Contains("strange/file", Run("git -C job ls-files --others"), StringComparison.Ordinal);
        Assert.Equal("", Run($"grep -r '{Secret}' job || true"));
    }

    [Theory]
    [InlineData("git config core.repositoryformatversion 1 && git config extensions.refstorage reftable && mkdir .git/reftable && printf 'ref: refs/heads/.invalid' > .git/HEAD", "refstorage|reftable")]
    [InlineData("printf '[[[' > .git/config", "config cannot be read")]
    [InlineData("printf rubbish > .git/index", "cannot be listed")]
    [InlineData("git config core.repositoryformatversion 1 && git config extensions.objectformat sha7", "sha7")]
    [InlineData("rm -r .git && ln -s ../../other/.git .git", "is not known to be of this working tree")]
    [InlineData("mkdir .git/info2 && mv .git/info/* .git/info2 && rmdir .git/info && ln -s info2 .git/info", "symbolic link")]
    [InlineData("printf x > .git/objects/pack/pack-1.idx && rm -r .git/objects/??", "")]
    public async Task What_is_a_repository_for_git_and_cannot_be_read_is_left_out_by_name(string script, string reason)
    {
        Run($"git init -q other && cd other && git add . && git commit -q --allow-empty -m one");
        Run($"cd tree/strange && {script}");
        var left = await SendAsync();
        Assert.Equal("one", Run("cat job/file"));
        Run("git -C job fsck --strict");
        if (reason.Length > 0)
        {
            Assert.Equal("strange", Assert.Single(left).Name);
            Assert.Contains(reason.Split('|')[^1], left[0].Reason, StringComparison.Ordinal);
            Assert.False(Path.Exists(Path.Combine(_folder, "job", "strange")));
        }

        Assert.Equal("", Run($"grep -r '{Secret}' job || true"));
    }

    [Fact]
    public async Task One_of_another_object_format_is_sent_as_it_is()
    {
        Run($"rm -r tree/strange && git init -q --object-format sha256 tree/strange && cd tree/strange && printf two > file && git add . && git commit -q -m two");
        Assert.Empty(await SendAsync());
        Assert.Equal("", Run("cd job/strange && git status --porcelain && git fsck --strict"));
    }

    /// <summary>Of a folder that is no repository, files are sent whatever a repository in it says.</summary>
    [Theory]
    [InlineData("printf rubbish > .git/HEAD", true)]
    [InlineData("printf '[[[' > .git/config", true)]
    [InlineData("rm .git/HEAD && ln -s ../../../outside .git/HEAD", true)]
    [InlineData("git config core.repositoryformatversion 1 && git config extensions.refstorage reftable", true)]
    [InlineData("rm -r .git && mkdir .git", false)]
    [InlineData("rm -r .git && printf 'gitdir: ../none' > .git", false)]
    public async Task In_a_folder_that_is_no_repository_only_what_git_keeps_is_left_out(string script, bool isLeftOut)
    {
        Run($"rm -r tree/.git && cd tree/strange && rm ignored.env && {script}");
        var left = await SendAsync();
        Assert.Equal(isLeftOut ? ["strange/.git"] : [], left.Select(each => each.Name));
        Assert.Equal("two", Run("cat job/strange/file"));
        Assert.Equal("", Run($"grep -r '{Secret}' job || true"));
    }

    [Theory]
    [InlineData("printf rubbish > tree/.git/modules/sub/HEAD")]
    [InlineData("rm -r tree/.git/modules/sub")]
    [InlineData("printf rubbish > tree/.git/modules/sub/index")]
    [InlineData("printf 'gitdir: ../none' > tree/sub/.git")]
    [InlineData("cd tree/.git/modules/sub && mv info info2 && ln -s info2 info")]
    public async Task A_submodule_that_cannot_be_read_is_left_out_and_the_others_are_not(string script)
    {
        Run($"rm -r tree/strange && git init -q library && cd library && printf two > file && git add . && git commit -q -m two");
        Run($"cd tree && for name in other sub; do git -c protocol.file.allow=always submodule --quiet add ../library $name || exit 1; done && git commit -q -m three");
        Run(script);
        Assert.Equal("sub", Assert.Single(await SendAsync()).Name);
        Assert.Equal("two", Run("cat job/other/file"));
        Assert.Equal("", Run("cd job/other && git status --porcelain"));
        Assert.Equal("", Run("cd job && git status --porcelain --ignore-submodules=none -- file .gitmodules other"));
        Assert.False(File.Exists(Path.Combine(_folder, "job", "sub", "file")));
    }

    /// <summary>As after a plain clone, in which nobody has asked for submodules, and in a worktree, which has none of its repository's.</summary>
    [Theory]
    [InlineData("git clone -q origin tree")]
    [InlineData("git clone -q origin first && git -C first worktree add -q ../tree")]
    [InlineData("git -c protocol.file.allow=always clone -q --recurse-submodules origin tree && git -C tree submodule --quiet deinit --all")]
    [InlineData("git -c protocol.file.allow=always clone -q origin tree && git -c protocol.file.allow=always -C tree submodule --quiet update --init one")]
    public async Task A_submodule_that_nobody_has_initialised_is_its_empty_folder(string clone)
    {
        Run($"rm -r tree && git init -q library && cd library && printf two > file && git add . && git commit -q -m two");
        Run($"git init -q origin && cd origin && for name in one below/two; do git -c protocol.file.allow=always submodule --quiet add ../library $name || exit 1; done && git commit -q -m three");
        Run(clone);
        Assert.Empty(await SendAsync());
        Assert.Equal("", Run("git -C job status --porcelain"));
        Assert.Equal(Run("git -C tree submodule status"), Run("git -C job submodule status"));
    }

    public void Dispose() => Run($"rm -rf {_folder}");

    private Task<IReadOnlyList<OmittedFile>> SendAsync() => SentCheckout.SendAsync(Path.Combine(_folder, "tree"), Path.Combine(_folder, "job"));

    private string Run(string script) => TrialGit.Shell(_folder, script);
}
