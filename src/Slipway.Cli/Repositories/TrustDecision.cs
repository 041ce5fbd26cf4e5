using Slipway.Model.Assignments;

namespace Slipway.Cli.Repositories;

/// <summary>
/// Decides whether a run is trusted. It is where its code is known to be the project's own: the branch that is checked out, or a commit in the history of one. A branch or
/// tag that the user names must be the project's own besides: it does not change what is run. What is not known is not trusted, whatever it is called.
/// </summary>
internal static class TrustDecision
{
    /// <param name="references">Of the repository; null: there is none, and the folder is the user's own.</param>
    /// <param name="choice">What the user named.</param>
    public static TrustScope Of(KnownReferences? references, GitChoice choice)
    {
        string?[] names = [choice.Branch, choice.Tag, choice.Revision is null ? Short(references?.Head) : null];
        return names.FirstOrDefault(name => name is not null && TrustScope.IsPullRequest(name)) is { } pull
            ? TrustScope.Untrusted(pull, $"{pull.Trim()} is the name of a pull request")
            : references is null ? TrustScope.Trusted
            : OfNamed(references, choice) ?? (choice.Revision is { } revision ? OfCommit(references, revision) : OfHead(references));
    }

    /// <summary>Null: the branch and the tag that are named are there and the project's own.</summary>
    private static TrustScope? OfNamed(KnownReferences references, GitChoice choice) =>
        references.IsNew ? null
        : choice.Branch is { } branch && NotOwn(references, branch) is { } reason ? TrustScope.Untrusted(branch, reason)
        : choice.Tag is not { } tag ? null
        : !references.Named.Contains(KnownReferences.Tags + tag) ? TrustScope.Untrusted(tag, $"the repository has no tag {tag}")
        : references.ContainingTag.Any(reference => IsOwn(references, reference)) ? null
        : TrustScope.Untrusted(tag, $"the tag {tag} may be of a remote that is not the project's, for its commit is in no branch that is known to be the project's");

    /// <summary>Why a branch that is named is not the project's own; null: it is.</summary>
    private static string? NotOwn(KnownReferences references, string branch) =>
        references.Named.Contains(KnownReferences.Branches + branch) ? Foreign(references, branch)
        : references.Named.Any(reference => references.RemoteBranchOf(reference) == branch && IsOwn(references, reference)) ? null
        : $"the repository has no branch {branch}";

    private static TrustScope OfHead(KnownReferences references) => references.Head switch
    {
        { } head when !head.StartsWith(KnownReferences.Branches, StringComparison.Ordinal) => TrustScope.Untrusted(head, $"what is checked out, {head}, is no branch"),
        { } head when Foreign(references, Short(head)!) is { } reason => TrustScope.Untrusted(head, reason),
        { } head when references.Commit is null && !references.IsNew => TrustScope.Untrusted(head, $"what is checked out, {Short(head)}, has no commit yet, or its commit cannot be read"),
        null when references.Commit is null => TrustScope.Untrusted("HEAD", "the commit that is checked out cannot be read"),
        null => OfCommit(references, references.Commit),
        _ => TrustScope.Trusted,
    };

    private static TrustScope OfCommit(KnownReferences references, string name) => references.Containing.Any(reference => IsOwn(references, reference))
        ? TrustScope.Trusted
        : TrustScope.Untrusted(name, $"the commit {name} is in no branch or tag that is known to be the project's");

    /// <summary>
    /// A tag does not say whence it came: fetching from any remote brings its tags along, and they stay when the remote is gone. So it counts where the project's remote is
    /// asked for this very tag, as after <c>git clone --single-branch --branch TAG</c>, and else by the branches that have its commit.
    /// </summary>
    private static bool IsOwn(KnownReferences references, string reference) =>
        reference.StartsWith(KnownReferences.RemoteBranches, StringComparison.Ordinal) ? IsOwnRemoteBranch(references, reference)
        : reference.StartsWith(KnownReferences.Tags, StringComparison.Ordinal)
            ? !references.HasStrangers && !TrustScope.IsPullRequest(reference[KnownReferences.Tags.Length..])
                && references.Fetched.Any(rule => rule.Kept == reference) && Unknown(references, reference) is null
        : Short(reference) is { } branch && !TrustScope.IsPullRequest(branch) && Foreign(references, branch) is null;

    /// <summary>Where the settings say what is fetched from its remote, they must name it.</summary>
    internal static bool IsOwnRemoteBranch(KnownReferences references, string reference)
    {
        var remote = references.RemoteOf(reference);
        return references.OwnRemotes.Contains(remote)
            && !TrustScope.IsPullRequest(reference) && !TrustScope.IsPullRequest(references.RemoteBranchOf(reference)!)
            && (references.Fetched.All(rule => rule.Remote != remote) || references.Fetched.Any(rule => rule.SourceOf(reference) is not null))
            && Unknown(references, reference) is null;
    }

    /// <summary>What a reference may have been fetched from, and is not known to be the project's: settings may bring pull requests under the names of branches. Null: nothing.</summary>
    internal static string? Unknown(KnownReferences references, string reference)
    {
        var own = reference.StartsWith(KnownReferences.Tags, StringComparison.Ordinal) ? KnownReferences.Tags : KnownReferences.Branches;
        return references.Fetched
            .Select(rule => (rule.Remote, Source: rule.SourceOf(reference)))
            .Where(from => from.Source is { } source
                && !(references.OwnRemotes.Contains(from.Remote) && source.StartsWith(own, StringComparison.Ordinal) && !TrustScope.IsPullRequest(source[own.Length..])))
            .Select(from => $"{from.Source} of {from.Remote}")
            .FirstOrDefault();
    }

    /// <summary>
    /// Why a local branch is not the project's own: programs that check out pull requests give them names of ordinary branches, and write down what they follow. A local branch
    /// that is followed is what it follows in its turn.
    /// </summary>
    private static string? Foreign(KnownReferences references, string branch)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var followed = branch; seen.Add(followed);)
        {
            var (remotes, merged) = (references.RemotesFollowedBy(followed), references.ReferencesFollowedBy(followed));
            if (remotes.Count > 1 || merged.Count > 1)
            {
                return $"the branch {followed} follows several";
            }

            if (Unknown(references, KnownReferences.Branches + followed) is { } unknown)
            {
                return $"the branch {followed} may be {unknown}, by the settings of that remote";
            }

            var (remote, reference) = (remotes is [var one] ? one : null, merged is [var other] ? other : null);
            if (reference is not null && (!reference.StartsWith(KnownReferences.Branches, StringComparison.Ordinal) || TrustScope.IsPullRequest(reference)))
            {
                return $"the branch {followed} follows {reference}, which is no branch of the project";
            }

            if (remote is not "." || reference is null)
            {
                return remote is null or "." || references.OwnRemotes.Contains(remote) ? null
                    : $"the branch {followed} follows {remote}, which is not known to be the project's: origin and upstream are";
            }

            followed = Short(reference)!;
        }

        return $"the branch {branch} follows local branches that follow one another in a circle";
    }

    private static string? Short(string? reference) =>
        reference is not null && reference.StartsWith(KnownReferences.Branches, StringComparison.Ordinal) ? reference[KnownReferences.Branches.Length..] : reference;
}
