namespace Slipway.Testing.Repositories;

/// <summary>
/// The settings for which git starts a program, as its manual has them: gitconfig, gitattributes, githooks, gitmodules, git-remote-ext and the pages of the commands.
/// </summary>
/// <param name="Name">Under which it stands in a config.</param>
/// <param name="Value">Its value; <c>{}</c> is the program.</param>
/// <param name="With">Settings that it needs.</param>
/// <param name="Plain">A command with which git itself runs the program; null: it takes a network, a desktop or a setting of the user's own.</param>
public sealed record ProgramSetting(string Name, string Value, string? Plain, params IReadOnlyList<(string Name, string Value)> With)
{
    private const string AskForPassword = "printf 'protocol=https\\nhost=h\\n\\n' | git credential fill";

    public static IReadOnlyList<ProgramSetting> All { get; } =
    [
        new("core.fsmonitor", "{}", "git status"),
        new("core.sshCommand", "{}", "git ls-remote ssh://h/x"),
        new("core.gitProxy", "{}", "git ls-remote git://127.0.0.1:1/x"),
        new("core.editor", "{}", "git commit --allow-empty"),
        new("sequence.editor", "{}", "git stash -q && git rebase -i HEAD~1"),
        new("core.askPass", "{}", AskForPassword),
        new("credential.helper", "{}", AskForPassword),
        new("credential.https://h.helper", "!{}", AskForPassword),
        new("core.pager", "{}", "script -qec 'git log' /dev/null"),
        new("pager.log", "{}", "script -qec 'git log' /dev/null"),
        new("pager.config", "{}", "script -qec 'git config --list' /dev/null"),
        new("diff.external", "{}", "git diff"),
        new("diff.evil.command", "{}", "git diff"),
        new("diff.evil.textconv", "{}", "git diff"),
        new("filter.evil.clean", "{}", "git add text"),
        new("filter.evil.smudge", "{}", "git stash -q; rm text; git checkout text"),
        new("filter.evil.process", "{}", "git add text"),
        new("merge.evil.driver", "{}", "git stash -q; git merge other"),
        new("gpg.program", "{}", "git log -1", ("log.showSignature", "true")),
        new("gpg.openpgp.program", "{}", "git log -1 --show-signature"),
        new("gpg.ssh.program", "{}", "git commit --allow-empty -Sx -m x", ("gpg.format", "ssh")),
        new("gpg.x509.program", "{}", "git commit --allow-empty -Sx -m x", ("gpg.format", "x509")),
        new("gpg.ssh.defaultKeyCommand", "{}", "git commit --allow-empty -S -m x", ("gpg.format", "ssh")),
        new("commit.gpgSign", "true", "git commit --allow-empty -m x", ("gpg.program", "{}")),
        new("remote.origin.uploadpack", "{}", "git ls-remote origin", ("remote.origin.url", "/nowhere")),
        new("remote.origin.receivepack", "{}", "git push origin main", ("remote.origin.url", "/nowhere")),
        new("remote.origin.url", "ext::{}", "git ls-remote origin", ("protocol.ext.allow", "always")),
        new("remote.origin.vcs", "ext", "git ls-remote origin", ("remote.origin.url", "{}"), ("protocol.ext.allow", "always")),
        new("url.ext::{} .insteadOf", "short:", "git ls-remote short:x", ("protocol.ext.allow", "always")),
        new(
            "extensions.partialClone", "origin", "git cat-file -p 0123456789012345678901234567890123456789",
            ("core.repositoryformatversion", "1"), ("remote.origin.promisor", "true"), ("remote.origin.url", "/nowhere"), ("remote.origin.uploadpack", "{}")),
        new("submodule.sub.update", "!{}", "git submodule update"),
        new("alias.evil", "!{}", "git evil"),
        new("trailer.evil.command", "{}", "echo x | git interpret-trailers", ("trailer.evil.key", "Evil")),
        new("trailer.evil.cmd", "{}", "echo x | git interpret-trailers --trailer evil=x", ("trailer.evil.key", "Evil")),
        new("tar.evil.command", "{}", "git archive --format=evil HEAD"),
        new("tar.tar.command", "{}", null),
        new("interactive.diffFilter", "{}", "echo q | script -qec 'git add -p' /dev/null"),
        new("difftool.evil.cmd", "{}", "git difftool -y", ("diff.tool", "evil")),
        new("difftool.vimdiff.path", "{}", "git difftool -y", ("diff.tool", "vimdiff")),
        new("mergetool.evil.cmd", "{}", "git stash -q; git merge other; git mergetool -y", ("merge.tool", "evil")),
        new("browser.evil.cmd", "{}", "git web--browse x", ("web.browser", "evil")),
        new("browser.firefox.path", "{}", "git web--browse --browser=firefox x"),
        new("man.evil.cmd", "{}", "git help -m log", ("man.viewer", "evil")),
        new("imap.tunnel", "{}", "printf 'From x\\nFrom: x\\nDate: x\\nSubject: x\\n\\nx\\n' | git imap-send", ("imap.folder", "x")),
        new("core.attributesFile", "attributes", "git add untracked", ("filter.other.clean", "{}")),
        new("uploadpack.packObjectsHook", "{}", null),
        new("core.alternateRefsCommand", "{}", null),
        new("sendemail.smtpServer", "{}", null),
        new("sendemail.toCmd", "{}", null),
        new("sendemail.ccCmd", "{}", null),
        new("sendemail.headerCmd", "{}", null),
        new("guitool.evil.cmd", "{}", null),
        new("instaweb.httpd", "{}", null),
        new("gitcvs.dbDriver", "{}", null),
        new("init.templateDir", "{}", null),
        new("http.sslCert", "{}", null),
        new("lfs.customtransfer.evil.path", "{}", null),
        new("lfs.extension.evil.clean", "{}", null),
        new("hook.evil.command", "{}", null, ("hook.evil.event", "post-index-change")),
    ];

    /// <summary>Puts the setting and what it needs into a config of the repository.</summary>
    public void Place(HostileRepository repository, string file)
    {
        var program = repository.Program(Name);
        foreach (var (name, value) in With.Prepend((Name, Value)))
        {
            repository.Set(name.Replace("{}", program, StringComparison.Ordinal), value.Replace("{}", program, StringComparison.Ordinal), file);
        }
    }

    public override string ToString() => Name;
}
