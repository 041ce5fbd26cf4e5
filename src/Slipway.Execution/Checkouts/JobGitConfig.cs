using System.Text;
using Slipway.Linux.Files;
using Slipway.Linux.Repositories;

namespace Slipway.Execution.Checkouts;

/// <summary>
/// The config of a repository as a job gets it: what a clone would have, and nothing else. Passwords, tokens, headers and programs may stand under any other name,
/// so that only names with a known meaning pass, and addresses without what is secret in them.
/// </summary>
internal static class JobGitConfig
{
    /// <summary>Names without their subsection.</summary>
    private static readonly HashSet<string> Plain =
    [
        "core.repositoryformatversion", "core.filemode", "core.bare", "core.symlinks", "core.ignorecase", "core.precomposeunicode", "core.autocrlf", "core.eol", "core.safecrlf",
        "core.sparsecheckout", "core.sparsecheckoutcone", "core.logallrefupdates", "core.abbrev", "core.quotepath",
        "extensions.objectformat", "extensions.partialclone", "index.sparse", "index.version", "index.skiphash",
        "remote.fetch", "remote.push", "remote.tagopt", "remote.mirror", "remote.prune", "remote.promisor", "remote.partialclonefilter",
        "branch.merge", "branch.rebase", "submodule.active", "submodule.branch", "submodule.ignore", "submodule.shallow", "submodule.fetchrecursesubmodules",
        "user.name", "user.email", "lfs.repositoryformatversion", "lfs.fetchinclude", "lfs.fetchexclude",
    ];

    private static readonly HashSet<string> Addresses = ["remote.url", "remote.pushurl", "branch.remote", "branch.pushremote", "submodule.url", "lfs.url"];

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

    private static GitConfigEntry? Passed(GitConfigEntry entry)
    {
        var name = $"{entry.Section}.{entry.Key}";
        // A remote or a branch may be called by an address.
        return entry.Subsection.Contains("://", StringComparison.Ordinal) || entry.Subsection.Contains('@', StringComparison.Ordinal) ? null
            : Plain.Contains(name) || (name == "submodule.update" && Updates.Contains(entry.Value)) ? entry
            : Addresses.Contains(name) && entry.Value is { } url && RemoteUrl.WithoutCredentials(url) is { } address ? entry with { Value = address }
            : null;
    }
}
