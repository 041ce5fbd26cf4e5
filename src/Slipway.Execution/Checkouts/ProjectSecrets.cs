using Slipway.Linux.Files;
using Slipway.Linux.Repositories;

namespace Slipway.Execution.Checkouts;

/// <summary>Where a project keeps secrets for Slipway itself. A job gets them as variables and keys, never as files, and no other path of a repository leads to them.</summary>
public static class ProjectSecrets
{
    /// <summary>The folder of a project that is Slipway's.</summary>
    public const string Folder = ".slipway";

    /// <summary>Below the project's folder.</summary>
    public static IReadOnlyList<string> Paths { get; } = [".slipway/env", ".slipway/contexts", ".slipway/ssh"];

    /// <summary>A project's folder, to read what is Slipway's in it.</summary>
    /// <returns>Null: there is no such folder.</returns>
    /// <exception cref="RefusedPathException">What is Slipway's in it is another repository.</exception>
    public static ConfinedFolder? TryOpen(string project)
    {
        var folder = ConfinedFolder.TryOpen(project);
        try
        {
            foreach (var path in Paths)
            {
                NestedRepository.Refuse(folder, path);
            }

            return folder;
        }
        catch
        {
            folder?.Dispose();
            throw;
        }
    }

    /// <summary>Whether a path of a tree is a secret of a project, wherever in the tree the project lies: a repository may hold several.</summary>
    public static bool Includes(string path) =>
        Paths.Any(secret => $"/{path}/".Contains($"/{secret}/", StringComparison.Ordinal));

    /// <summary>The same, and what a repository keeps in <c>.git</c>: its settings may hold credentials.</summary>
    public static bool IncludesOrGits(string path) => Includes(path) || $"/{path}/".Contains("/.git/", StringComparison.Ordinal);
}
