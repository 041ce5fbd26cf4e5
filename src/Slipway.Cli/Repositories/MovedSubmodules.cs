using Slipway.Linux.Files;
using Slipway.Linux.Repositories;

namespace Slipway.Cli.Repositories;

/// <summary>
/// Finds submodules that stand at another commit than the repository says: whoever looked at a pull request and went back to his branch may still have its submodules, for
/// git leaves them where they are.
/// </summary>
internal static class MovedSubmodules
{
    /// <returns>The path of one, from the tree's root; null: there is none. One that is not checked out has not moved.</returns>
    /// <exception cref="RepositoryRefusedException">A submodule is not to be read.</exception>
    /// <exception cref="GitFailedException">An index cannot be read.</exception>
    public static async Task<string?> FindAsync(Git git, CancellationToken cancellationToken)
    {
        using var tree = ConfinedFolder.TryOpen(git.Place.Root);
        foreach (var entry in await git.SubmodulesAsync(cancellationToken))
        {
            if (tree is null || !IsCheckedOut(tree, entry))
            {
                continue;
            }

            var folder = Path.Combine(git.Place.Root, entry.Path);
            using var submodule = await Git.OpenAsync(folder, cancellationToken);
            if (submodule is null || submodule.Place.Root != RealPath.Of(folder) || await submodule.HeadIdAsync(cancellationToken) != entry.Commit)
            {
                return entry.Path;
            }

            if (await FindAsync(submodule, cancellationToken) is { } below)
            {
                return $"{entry.Path}/{below}";
            }
        }

        return null;
    }

    /// <summary>False as well where a link is on the way: a checkout sends the link and nothing behind it.</summary>
    private static bool IsCheckedOut(ConfinedFolder tree, SubmoduleEntry entry)
    {
        try
        {
            return tree.Look($"{entry.Path}/.git")?.Kind is FileKind.File or FileKind.Folder;
        }
        catch (RefusedPathException)
        {
            return false;
        }
    }
}
