using System.Text;
using System.Text.RegularExpressions;
using Slipway.Linux.Kernel;
using Slipway.Linux.Repositories;

namespace Slipway.Execution.Checkouts;

/// <summary>
/// The config of a repository as a job gets it: what a clone would have, and nothing else. Passwords, tokens, headers and programs may stand under any other name,
/// so that only names with a known meaning pass, and addresses without what is secret in them.
/// </summary>
internal static partial class JobGitConfig
{
    /// <summary>Names without their subsection, whose values are words, numbers and such as <c>blob:limit=1m</c>.</summary>
    private static readonly HashSet<string> Words =
    [
        "core.repositoryformatversion", "core.filemode", "core.bare", "core.symlinks", "core.ignorecase", "core.precomposeunicode", "core.autocrlf", "core.eol", "core.safecrlf",
        "core.sparsecheckout", "core.sparsecheckoutcone", "core.logallrefupdates", "core.abbrev", "core.quotepath",
        "extensions.objectformat", "index.sparse", "index.version", "index.skiphash",
        "remote.tagopt", "remote.mirror", "remote.prune", "remote.promisor", "remote.partialclonefilter",
        "branch.rebase", "submodule.ignore", "submodule.shallow", "submodule.fetchrecursesubmodules", "lfs.repositoryformatversion",
    ];

    /// <summary>The same of references, paths and people.</summary>
    private static readonly HashSet<string> Names =
    [
        "remote.fetch", "remote.push", "branch.merge", "submodule.active", "submodule.branch", "user.name", "user.email", "lfs.fetchinclude", "lfs.fetchexclude",
    ];

    /// <summary>The same of addresses, and of names of remotes, for which an address may stand.</summary>
    private static readonly HashSet<string> Addresses = ["extensions.partialclone", "remote.url", "remote.pushurl", "branch.remote", "branch.pushremote", "submodule.url", "lfs.url"];

    private static readonly string[] Updates = ["checkout", "rebase", "merge", "none"];

    /// <param name="config">The repository's own.</param>
    /// <param name="workTree">Where the working tree lies from the git folder; null: around it.</param>
    public static byte[] For(GitConfig config, string? workTree = null)
    {
        var text = new StringBuilder();
        foreach (var entry in config.Entries)
        {
            text.Append(Passed(entry)?.Text);
        }

        return PathText.Bytes(text.Append(workTree is null ? "" : new GitConfigEntry("core.worktree", workTree).Text).ToString());
    }

    [GeneratedRegex(@"\A[A-Za-z0-9:=,+._-]*\z")]
    private static partial Regex Word();

    /// <summary>One with a scheme, or with a user before a host and a colon.</summary>
    [GeneratedRegex("://|@[^/]*:")]
    private static partial Regex MayBeAddress();

    private static GitConfigEntry? Passed(GitConfigEntry entry)
    {
        var name = $"{entry.Section}.{entry.Key}";
        // A remote or a branch may be called by an address.
        return entry.Subsection.Contains("://", StringComparison.Ordinal) || entry.Subsection.Contains('@', StringComparison.Ordinal) ? null
            : (Words.Contains(name) && Word().IsMatch(entry.Value ?? "")) || (Names.Contains(name) && !MayBeAddress().IsMatch(entry.Value ?? "")) || (name == "submodule.update" && Updates.Contains(entry.Value)) ? entry
            : Addresses.Contains(name) && entry.Value is { } url && RemoteUrl.WithoutCredentials(url) is { } address ? entry with { Value = address }
            : null;
    }
}
