using Slipway.Linux.Files;

namespace Slipway.Linux.Repositories;

/// <summary>
/// Refuses what this machine would read as a project's own from another repository within it: git leaves one where it is when another branch is checked out, as it does
/// with a pull request's submodule, and whoever has it ignored does not see it.
/// </summary>
public static class NestedRepository
{
    /// <param name="project">A folder that may be the root of a repository itself; null: there is none.</param>
    /// <param name="path">Of what is read, below it.</param>
    /// <exception cref="RefusedPathException">It is a repository of its own, or lies in one.</exception>
    public static void Refuse(ConfinedFolder? project, string path)
    {
        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var count = 1; count <= names.Length; count++)
        {
            var folder = string.Join('/', names[..count]);
            // What a link leads to is refused by whoever reads it.
            if (project?.Look(folder)?.Kind != FileKind.Folder)
            {
                return;
            }

            if (project.Look($"{folder}/{RepositorySearch.DotGit}") is not null)
            {
                throw new RefusedPathException(
                    Path.Combine(project.Path, folder),
                    $"is a repository of its own within {project.Path}, perhaps left of a submodule of another branch: what it holds is not read as the project's. Remove it, or its {RepositorySearch.DotGit} where the files are yours");
            }
        }
    }
}
