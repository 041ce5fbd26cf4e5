using Slipway.Linux.Files;
using Slipway.Linux.Repositories;

namespace Slipway.Cli.Repositories;

/// <param name="Path">From the tree's root.</param>
/// <param name="Reason">Why it is not known to be the project's, with the way out.</param>
internal sealed record ForeignRepository(string Path, string Reason);

/// <summary>
/// Finds repositories within a working tree that are not as the project has them, for a checkout sends them along: whoever looked at a pull request and went back to his
/// branch may still have its submodules, for git leaves them where they are.
/// </summary>
internal static class ForeignRepositories
{
    /// <returns>Null: there is none. A submodule that is not checked out has not moved.</returns>
    /// <exception cref="GitFailedException">An index cannot be read.</exception>
    public static async Task<ForeignRepository?> FindAsync(Git git, CancellationToken cancellationToken)
    {
        // Each is a process of its own.
        var (submodules, untracked) = (git.SubmodulesAsync(cancellationToken), git.UntrackedRepositoriesAsync(cancellationToken));
        await Task.WhenAll(submodules, untracked);
        using var tree = ConfinedFolder.TryOpen(git.Place.Root);
        return tree is null ? null : await FindMovedAsync(git, tree, await submodules, cancellationToken) ?? FindUnknown(tree, await untracked);
    }

    private static async Task<ForeignRepository?> FindMovedAsync(Git git, ConfinedFolder tree, IReadOnlyList<SubmoduleEntry> submodules, CancellationToken cancellationToken)
    {
        foreach (var entry in submodules.Where(entry => IsRepository(tree, entry.Path)))
        {
            if (await FindInAsync(git.Place.Root, entry, cancellationToken) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static async Task<ForeignRepository?> FindInAsync(string root, SubmoduleEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            using var submodule = await Git.OpenRootAsync(Path.Combine(root, entry.Path), cancellationToken);
            if (submodule is null || submodule.HeadId != entry.Commit)
            {
                return new(entry.Path, $"the submodule {entry.Path} is not at the commit that the repository has for it; run `git submodule update`, or `git add` it where you have moved it yourself");
            }

            return await FindAsync(submodule, cancellationToken) is { } below ? below with { Path = $"{entry.Path}/{below.Path}" } : null;
        }
        catch (RepositoryRefusedException refused)
        {
            // A checkout leaves it out, and a run without it need not be the one that the project means.
            return new(entry.Path, $"the submodule {entry.Path} cannot be read: {refused.Message}");
        }
    }

    private static ForeignRepository? FindUnknown(ConfinedFolder tree, IReadOnlyList<string> untracked) =>
        untracked.FirstOrDefault(name => IsRepository(tree, name)) is { } unknown
            ? new(unknown, $"{unknown} is a repository of its own that the project does not track; let git ignore it, or add it as a submodule")
            : null;

    /// <summary>False as well where a link is on the way: a checkout sends the link and nothing behind it.</summary>
    private static bool IsRepository(ConfinedFolder tree, string path)
    {
        try
        {
            return tree.Look($"{path}/.git")?.Kind is FileKind.File or FileKind.Folder;
        }
        catch (RefusedPathException)
        {
            return false;
        }
    }
}
