namespace Slipway.Config.PipelineValues;

/// <summary>What is known of the commit that a pipeline is for. Null means unknown, or, for a branch or tag, that it is not the other.</summary>
public sealed record GitFacts
{
    public string? Branch { get; init; }

    public string? Tag { get; init; }

    /// <summary>Whether <see cref="Branch"/> is the repository's default branch.</summary>
    public bool BranchIsDefault { get; init; }

    /// <summary>The full commit id.</summary>
    public string? Revision { get; init; }

    public string? BaseRevision { get; init; }

    /// <summary>The remote's address as git has it, in any of its forms: <c>git@github.com:owner/name.git</c>, <c>https://…</c>.</summary>
    public string? RemoteUrl { get; init; }

    public string? CommitSubject { get; init; }

    public string? CommitBody { get; init; }

    public string? AuthorName { get; init; }

    public string? AuthorEmail { get; init; }

    public string? AuthorLogin { get; init; }
}
