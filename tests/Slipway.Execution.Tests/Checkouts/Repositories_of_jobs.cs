using Slipway.Execution.Checkouts;
using Slipway.Linux.Repositories;
using Slipway.Testing.Repositories;

namespace Slipway.Execution.Tests.Checkouts;

/// <summary>What git says in a job of the repository that was sent to it, and what it is not told.</summary>
public sealed class Repositories_of_jobs : IDisposable
{
    private const string Token = "ghp_Secret0123456789";

    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-job-repository-").FullName;

    public Repositories_of_jobs()
    {
        Make(Path.Combine(_folder, "library"), "sha1");
        Make(Tree, "sha1");
    }

    private string Tree => Path.Combine(_folder, "tree");

    private string Job => Path.Combine(_folder, "job");

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public async Task A_working_tree_is_as_it_is(string format)
    {
        var tree = Path.Combine(_folder, format);
        Make(tree, format);
        await File.WriteAllTextAsync(Path.Combine(tree, "text"), "changed", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(tree, "new"), "", TestContext.Current.CancellationToken);
        Git(tree, "remote", "add", "origin", "git@example.invalid:owner/name.git");
        await SendAsync(tree);
        Assert.Equal("## main\n M text\n?? new\n", Git(Job, "status", "--short", "--branch"));
        Assert.Equal(Git(tree, "log", "--format=%H %s", "--all"), Git(Job, "log", "--format=%H %s", "--all"));
        Assert.Equal("git@example.invalid:owner/name.git\n", Git(Job, "remote", "get-url", "origin"));
        Git(Job, "fsck", "--strict");
    }

    [Fact]
    public async Task A_submodule_is_a_repository_too()
    {
        Git(Tree, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../library", "deep/sub");
        Git(Tree, "commit", "-qm", "a submodule");
        await File.WriteAllTextAsync(Path.Combine(Tree, "deep", "sub", "text"), "changed", TestContext.Current.CancellationToken);
        await SendAsync(Tree);
        Assert.Equal(" m deep/sub\n", Git(Job, "status", "--short"));
        Assert.Equal(" M text\n", Git(Path.Combine(Job, "deep", "sub"), "status", "--short"));
        Assert.StartsWith(" ", Git(Job, "submodule", "status"), StringComparison.Ordinal);
        Git(Job, "submodule", "foreach", "--quiet", "git fsck");
    }

    [Fact]
    public async Task A_linked_worktree_is_a_repository_of_its_own_with_its_submodules()
    {
        Git(Tree, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../library", "sub");
        Git(Tree, "commit", "-qm", "a submodule");
        Git(Tree, "worktree", "add", "-q", "-b", "linked", "../linked");
        var linked = Path.Combine(_folder, "linked");
        Git(linked, "-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init");
        await SendAsync(linked);
        Assert.Equal("## linked\n", Git(Job, "status", "--short", "--branch"));
        Assert.Equal("", Git(Path.Combine(Job, "sub"), "status", "--short"));
        Assert.Equal("", Git(Job, "worktree", "list", "--porcelain").Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).FirstOrDefault() ?? "");
    }

    [Fact]
    public async Task A_submodule_that_nothing_names_any_more_stays_behind()
    {
        Git(Tree, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../library", "sub");
        Git(Tree, "commit", "-qm", "a submodule");
        Git(Tree, "rm", "-q", "sub");
        Git(Tree, "commit", "-qm", "none");
        Assert.True(Directory.Exists(Path.Combine(Tree, ".git", "modules", "sub")));
        await SendAsync(Tree);
        Assert.False(Directory.Exists(Path.Combine(Job, ".git", "modules", "sub")));
        Assert.Equal("", Git(Job, "status", "--short"));
    }

    [Fact]
    public async Task What_a_repository_within_the_tree_ignores_stays_behind()
    {
        var nested = Path.Combine(Tree, "nested");
        Make(nested, "sha1");
        foreach (var (name, text) in ((string, string)[])[(".gitignore", "secret\n"), ("secret", "x"), ("kept", "x")])
        {
            await File.WriteAllTextAsync(Path.Combine(nested, name), text, TestContext.Current.CancellationToken);
        }

        await SendAsync(Tree);
        Assert.Equal("?? .gitignore\n?? kept\n", Git(Path.Combine(Job, "nested"), "status", "--short", "--ignored"));
        Git(Path.Combine(Job, "nested"), "fsck");
    }

    [Fact]
    public async Task What_is_put_in_the_place_of_a_commit_is_not_followed()
    {
        Commit(Tree, "second");
        var history = Git(Tree, "log", "--format=%H");
        Git(Tree, "replace", "--graft", "HEAD");
        await SendAsync(Tree);
        Assert.Equal(history, Git(Job, "log", "--format=%H"));
        Git(Job, "fsck");
    }

    [Fact]
    public async Task A_shallow_clone_stays_one()
    {
        Commit(Tree, "second");
        Git(_folder, "-c", "protocol.file.allow=always", "clone", "-q", "--depth", "1", "file://" + Tree, "shallow");
        await SendAsync(Path.Combine(_folder, "shallow"));
        Assert.Equal("1\n", Git(Job, "rev-list", "--count", "HEAD"));
        Assert.Equal("", Git(Job, "status", "--short"));
    }

    [Fact]
    public async Task A_revision_is_clean_whatever_attributes_say_of_archives_and_filters()
    {
        await File.WriteAllTextAsync(Path.Combine(Tree, ".gitattributes"), "left export-ignore\nid export-subst\ndos text eol=crlf\n*.big filter=lfs\n", TestContext.Current.CancellationToken);
        foreach (var (name, text) in ((string, string)[])[("left", "x"), ("id", "$Format:%H$"), ("dos", "line\n"), ("large.big", "version https://git-lfs.github.com/spec/v1\n"), (".slipway/env", "A=b"), ("run", "x")])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Tree, name))!);
            await File.WriteAllTextAsync(Path.Combine(Tree, name), text, TestContext.Current.CancellationToken);
        }

        File.SetUnixFileMode(Path.Combine(Tree, "run"), (UnixFileMode)0x1ED);
        File.CreateSymbolicLink(Path.Combine(Tree, "link"), "text");
        Git(Tree, "add", "--all");
        Git(Tree, "commit", "-qm", "the wanted one");
        Git(Tree, "tag", "wanted");
        Commit(Tree, "later");
        await SendRevisionAsync("wanted");
        Assert.Equal(" D .slipway/env\n", Git(Job, "status", "--short"));
        Assert.Equal("the wanted one\n", Git(Job, "log", "-1", "--format=%s"));
        Assert.Equal("later\n", Git(Job, "log", "-1", "--format=%s", "main"));
        Assert.Equal("line\r\n", await File.ReadAllTextAsync(Path.Combine(Job, "dos"), TestContext.Current.CancellationToken));
        Assert.Equal((UnixFileMode)0x1ED, File.GetUnixFileMode(Path.Combine(Job, "run")));
        Assert.Equal((UnixFileMode)0x1A4, File.GetUnixFileMode(Path.Combine(Job, "text")));
    }

    [Fact]
    public async Task Credentials_stay_behind_wherever_git_keeps_them()
    {
        Git(Tree, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../library", "sub");
        Git(Tree, "commit", "-qm", "a submodule");
        Make(Path.Combine(Tree, "nested"), "sha1");
        string[] configs = [".git/config", ".git/config.worktree", ".git/modules/sub/config", "nested/.git/config"];
        foreach (var config in configs.Select(config => Path.Combine(Tree, config)))
        {
            foreach (var (name, value) in Secrets)
            {
                Git(Tree, "config", "--file", config, "--add", name, value);
            }
        }

        Git(Tree, "config", "extensions.worktreeConfig", "true");
        string[] beside = [".git/credentials", ".git/hooks/pre-push", ".git/FETCH_HEAD", ".git/logs/HEAD", ".git/config~", ".git/modules/sub/credentials", "nested/.git/credentials"];
        foreach (var file in beside)
        {
            await File.WriteAllTextAsync(Path.Combine(Tree, file), $"https://user:{Token}@example.invalid", TestContext.Current.CancellationToken);
        }

        await SendAsync(Tree);
        Assert.Equal("https://example.invalid/owner/name.git\n", Git(Job, "config", "--get", "remote.origin.url"));
        Assert.Equal("https://example.invalid/owner/name.git\n", Git(Path.Combine(Job, "sub"), "config", "--get", "remote.other.url"));
        var told = Directory.GetFiles(Job, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Where(file => File.ReadAllText(file).Contains(Token, StringComparison.Ordinal));
        Assert.Empty(told);
    }

    [Theory]
    [InlineData("objects/info/alternates")]
    [InlineData("commondir")]
    public async Task Objects_of_another_repository_stay_where_they_are(string file)
    {
        var library = Path.Combine(_folder, "library");
        Commit(library, "private");
        var commit = Git(library, "rev-parse", "HEAD").Trim();
        await File.WriteAllTextAsync(Path.Combine(Tree, ".git", file), Path.Combine(library, ".git", file == "commondir" ? "" : "objects") + "\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Tree, ".git", "refs", "heads", "taken"), commit + "\n", TestContext.Current.CancellationToken);
        try
        {
            await SendAsync(Tree);
            using var git = await Linux.Repositories.Git.OpenAsync(Tree, TestContext.Current.CancellationToken);
            Assert.Null(await git!.CommitIdAsync("taken", TestContext.Current.CancellationToken));
            Assert.True(git.Borrows);
        }
        catch (RepositoryRefusedException refused)
        {
            Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(Job) && Directory.GetFiles(Job, commit[2..], SearchOption.AllDirectories).Length > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_put_away_stays_behind_however_git_keeps_it(bool isPacked)
    {
        string[] kinds = ["refs/notes/commits", "refs/original/refs/heads/main", "refs/bisect/bad", "refs/rewritten/onto", "refs/worktree/own", "refs/jj/keep/x", "refs/prefetch/remotes/origin/x"];
        await File.WriteAllTextAsync(Path.Combine(Tree, ".gitignore"), "ignored\n", TestContext.Current.CancellationToken);
        Git(Tree, "add", ".gitignore");
        Git(Tree, "commit", "-qm", "ignoring");
        foreach (var (name, text) in ((string, string)[])[("ignored", "ignored-secret"), ("untracked", "untracked-secret"), ("text", "changed-secret")])
        {
            await File.WriteAllTextAsync(Path.Combine(Tree, name), text, TestContext.Current.CancellationToken);
        }

        Git(Tree, "stash", "push", "-q", "--all");
        List<string> hidden = [.. ((string[])["stash", "stash^2", "stash^3", "stash:text", "stash^3:ignored", "stash^3:untracked"]).Select(name => Git(Tree, "rev-parse", name).Trim())];
        foreach (var name in kinds)
        {
            var commit = Git(Tree, "commit-tree", "-p", "HEAD", "-m", name, "HEAD^{tree}").Trim();
            Git(Tree, "update-ref", name, commit);
            hidden.Add(commit);
        }

        Commit(Tree, "amended away");
        hidden.Add(Git(Tree, "rev-parse", "HEAD").Trim());
        Git(Tree, "commit", "-q", "--amend", "-m", "instead");
        Git(Tree, "tag", "-a", "-m", "a tag", "v1");
        Git(Tree, "update-ref", "refs/remotes/origin/main", "HEAD");
        Git(Tree, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
        await File.WriteAllTextAsync(Path.Combine(Tree, "staged"), "staged", TestContext.Current.CancellationToken);
        Git(Tree, "add", "staged");
        if (isPacked)
        {
            Git(Tree, "gc", "-q");
        }

        await SendAsync(Tree);

        Assert.Equal("A  staged\n", Git(Job, "status", "--short"));
        Assert.Equal("refs/heads/main\nrefs/remotes/origin/HEAD\nrefs/remotes/origin/main\nrefs/tags/v1\n", Git(Job, "for-each-ref", "--format=%(refname)"));
        Assert.Equal("staged", Git(Job, "show", ":staged"));
        Assert.Equal(Git(Tree, "log", "--format=%H", "v1"), Git(Job, "log", "--format=%H", "v1"));
        Git(Job, "fsck", "--strict");
        Assert.Empty(Git(Job, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").Split('\n').Intersect(hidden));
    }

    [Fact]
    public async Task A_pack_that_holds_nothing_else_goes_as_it_is()
    {
        Commit(Tree, "second");
        Git(Tree, "gc", "-q");
        Git(Tree, "reflog", "expire", "--expire=now", "--all");
        Commit(Tree, "third");
        await SendAsync(Tree);
        var packs = Directory.GetFiles(Path.Combine(Job, ".git", "objects", "pack"), "*.pack").Select(Path.GetFileName).ToList();
        Assert.Equal(2, packs.Count);
        Assert.Contains(Path.GetFileName(Directory.GetFiles(Path.Combine(Tree, ".git", "objects", "pack"), "*.pack").Single()), packs);
        Assert.Equal("3\n", Git(Job, "rev-list", "--count", "HEAD"));
        Git(Job, "fsck", "--strict");
    }

    [Theory]
    [InlineData("blob:none")]
    [InlineData("tree:0")]
    public async Task A_partial_clone_stays_one(string filter)
    {
        Commit(Tree, "second");
        Git(Tree, "config", "uploadpack.allowFilter", "true");
        Git(_folder, "-c", "protocol.file.allow=always", "clone", "-q", "--filter", filter, "file://" + Tree, "partial");
        Commit(Path.Combine(_folder, "partial"), "own");
        await SendAsync(Path.Combine(_folder, "partial"));
        Assert.Equal("", Git(Job, "status", "--short"));
        Assert.Equal("3\n", Git(Job, "rev-list", "--count", "HEAD"));
        Git(Job, "fsck");
    }

    [Fact]
    public async Task A_repository_whose_history_lies_elsewhere_is_sent_without_it()
    {
        Git(_folder, "clone", "-q", "--shared", "tree", "borrowing");
        var borrowing = Path.Combine(_folder, "borrowing");
        Commit(borrowing, "own");
        await SendAsync(borrowing);
        Assert.Equal("", Git(Job, "status", "--short"));
        Assert.EndsWith("\n\nown\n", Git(Job, "cat-file", "commit", "HEAD"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_within_the_tree_hides_as_much()
    {
        var nested = Path.Combine(Tree, "nested");
        Make(nested, "sha1");
        await File.WriteAllTextAsync(Path.Combine(nested, "text"), "changed-secret", TestContext.Current.CancellationToken);
        Git(nested, "stash", "push", "-q");
        var stash = Git(nested, "rev-parse", "stash").Trim();
        await SendAsync(Tree);
        var copy = Path.Combine(Job, "nested");
        Assert.Equal("", Git(copy, "status", "--short"));
        Git(copy, "fsck", "--strict");
        Assert.DoesNotContain(stash, Git(copy, "cat-file", "--batch-all-objects", "--batch-check"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_leads_to_somebody_elses_repository_brings_nothing_of_it()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "fake"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "fake", ".git"), $"gitdir: {Path.Combine(Tree, ".git")}\n", TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<RepositoryRefusedException>(() => WorkingTree.ListAsync(Path.Combine(_folder, "fake"), TestContext.Current.CancellationToken));
        Assert.Contains("is not known to be of this working tree", refused.Message, StringComparison.Ordinal);
        Git(Path.Combine(_folder, "fake"), "config", "core.worktree", Path.Combine(_folder, "fake"));
        using var listed = await WorkingTree.ListAsync(Path.Combine(_folder, "fake"), TestContext.Current.CancellationToken);
        Assert.NotEmpty(listed.All);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (string Name, string Value)[] Secrets { get; } =
    [
        ("remote.origin.url", $"https://user:{Token}@example.invalid/owner/name.git"),
        ("remote.other.url", $"https://{Token}@example.invalid/owner/name.git"),
        ("remote.other.pushurl", $"https://example.invalid/owner/name.git?kindstoken={Token}"),
        ("remote.helper.url", $"ext::curl -H {Token}"),
        ("remote.other.proxy", $"http://user:{Token}@proxy.invalid"),
        ($"remote.https://{Token}@example.invalid/x.fetch", "+refs/*:refs/*"),
        ($"url.https://{Token}@example.invalid/.insteadOf", "https://example.invalid/"),
        ("http.extraheader", $"Authorization: basic {Token}"),
        ("http.https://example.invalid/.extraheader", $"Authorization: basic {Token}"),
        ("http.proxy", $"http://user:{Token}@proxy.invalid"),
        ("http.cookieFile", $"/{Token}"),
        ("credential.helper", $"!echo password={Token}"),
        ("credential.https://example.invalid.username", Token),
        ("include.path", $"/{Token}"),
        ("branch.main.remote", $"https://{Token}@example.invalid/owner/name"),
        ("branch.main.description", Token),
        ("submodule.sub.url", $"https://x-access-token:{Token}@example.invalid/library"),
        ("submodule.sub.update", $"!curl {Token}"),
        ("lfs.url", $"https://user:{Token}@example.invalid/lfs"),
        ($"lfs.https://{Token}@example.invalid/.access", "basic"),
        ("alias.up", $"!curl {Token}"),
        ("github.token", Token),
        ("sendemail.smtpPass", Token),
        ("imap.pass", Token),
        ("unheard.of", Token),
    ];

    private Task<IReadOnlyList<OmittedFile>> SendAsync(string folder) => SentCheckout.SendAsync(folder, Job);

    private Task SendRevisionAsync(string revision) => SentCheckout.SendRevisionAsync(Tree, revision, Job);

    private static void Make(string folder, string format)
    {
        Directory.CreateDirectory(folder);
        Git(folder, "init", "-q", "-b", "main", "--object-format", format);
        Commit(folder, "the first");
    }

    private static void Commit(string folder, string text)
    {
        File.WriteAllText(Path.Combine(folder, "text"), text);
        Git(folder, "add", "text");
        Git(folder, "commit", "-qm", text);
    }

    private static string Git(string folder, params string[] arguments) => TrialGit.Run(folder, arguments);
}
