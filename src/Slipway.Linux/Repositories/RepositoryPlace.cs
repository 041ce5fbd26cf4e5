namespace Slipway.Linux.Repositories;

/// <summary>A git repository that was found from a folder of its working tree, and whose folders all belong to the caller.</summary>
/// <param name="Root">The working tree.</param>
/// <param name="GitFolder">Holds HEAD and the index: a linked worktree has one of its own.</param>
/// <param name="CommonFolder">Holds objects, refs and the config.</param>
/// <param name="Owner">The user that git runs as here.</param>
public sealed record RepositoryPlace(string Root, string GitFolder, string CommonFolder, uint Owner)
{
    /// <summary>A worktree that <c>git worktree add</c> made.</summary>
    public bool IsLinked => GitFolder != CommonFolder;

    /// <summary>The git folder lies elsewhere than in the working tree: a submodule's, or a linked worktree's.</summary>
    public bool IsApart => GitFolder != Path.Combine(Root, RepositorySearch.DotGit);
}
