using Slipway.Execution.State;

namespace Slipway.Cli.Repositories;

/// <summary>
/// Decides whether a run is trusted. It is where its code is known to be the project's own: a branch or tag of the repository that is checked out or named, or a commit in
/// the history of one. What is not known is not trusted, whatever it is called.
/// </summary>
internal static class TrustDecision
{
    /// <param name="references">Of the repository; null: there is none, and the folder is the user's own.</param>
    /// <param name="choice">What the user named.</param>
    public static TrustScope Of(KnownReferences? references, GitChoice choice)
    {
        string?[] named = [choice.Branch, choice.Tag, choice.Branch is null && choice.Tag is null && choice.Revision is null ? Short(references?.Head) : null];
        if (named.FirstOrDefault(name => name is not null && TrustScope.IsPullRequest(name)) is { } pull)
        {
            return TrustScope.Untrusted(pull, $"{pull.Trim()} is the name of a pull request");
        }

        return references is null || (references.Commit is null && choice.Revision is null) ? TrustScope.Trusted
            : Named(references, choice) ?? (choice.Revision is not null ? OfCommit(references, choice.Revision)
            : choice.Branch is not null || choice.Tag is not null ? TrustScope.Trusted
            : OfHead(references));
    }

    /// <summary>Null: what is named is there.</summary>
    private static TrustScope? Named(KnownReferences references, GitChoice choice)
    {
        if (choice.Branch is { } branch && !references.Named.Contains(KnownReferences.Branches + branch)
            && !references.OwnRemotes.Any(remote => references.Named.Contains($"{KnownReferences.RemoteBranches}{remote}/{branch}")))
        {
            return TrustScope.Untrusted(branch, $"the repository has no branch {branch}");
        }

        if (choice.Branch is { } local && references.Named.Contains(KnownReferences.Branches + local) && Foreign(references, local) is { } reason)
        {
            return TrustScope.Untrusted(local, reason);
        }

        return choice.Tag is { } tag && !references.Named.Contains(KnownReferences.Tags + tag)
            ? TrustScope.Untrusted(tag, $"the repository has no tag {tag}")
            : null;
    }

    private static TrustScope OfHead(KnownReferences references) => references.Head switch
    {
        null => OfCommit(references, references.Commit!),
        { } head when !head.StartsWith(KnownReferences.Branches, StringComparison.Ordinal) => TrustScope.Untrusted(head, $"what is checked out, {head}, is no branch"),
        { } head when Foreign(references, Short(head)!) is { } reason => TrustScope.Untrusted(head, reason),
        _ => TrustScope.Trusted,
    };

    private static TrustScope OfCommit(KnownReferences references, string name) => references.Containing.Any(reference => IsOwn(references, reference))
        ? TrustScope.Trusted
        : TrustScope.Untrusted(name, $"the commit {name} is in no branch or tag that is known to be the project's");

    private static bool IsOwn(KnownReferences references, string reference)
    {
        if (reference.StartsWith(KnownReferences.RemoteBranches, StringComparison.Ordinal))
        {
            return references.OwnRemotes.Any(remote => reference.StartsWith($"{KnownReferences.RemoteBranches}{remote}/", StringComparison.Ordinal))
                && !TrustScope.IsPullRequest(reference);
        }

        return reference.StartsWith(KnownReferences.Tags, StringComparison.Ordinal)
            ? !TrustScope.IsPullRequest(reference[KnownReferences.Tags.Length..])
            : Short(reference) is { } branch && !TrustScope.IsPullRequest(branch) && Foreign(references, branch) is null;
    }

    /// <summary>Why a local branch is not the project's own: programs that check out pull requests give them names of ordinary branches, and write down what they follow.</summary>
    private static string? Foreign(KnownReferences references, string branch)
    {
        var (remote, reference) = references.Follows(branch);
        return reference is not null && (!reference.StartsWith(KnownReferences.Branches, StringComparison.Ordinal) || TrustScope.IsPullRequest(reference))
            ? $"the branch {branch} follows {reference}, which is no branch of the project"
            : remote is not (null or ".") && !references.OwnRemotes.Contains(remote)
            ? $"the branch {branch} follows {remote}, which is not known to be the project's: origin and upstream are"
            : null;
    }

    private static string? Short(string? reference) =>
        reference is not null && reference.StartsWith(KnownReferences.Branches, StringComparison.Ordinal) ? reference[KnownReferences.Branches.Length..] : reference;
}
