using Slipway.Cli.Exits;
using Slipway.Execution.Checkouts;
using Slipway.Linux.Files;
using Slipway.Linux.Repositories;

namespace Slipway.Cli.Repositories;

/// <summary>Refuses a project's variables, contexts and keys where git tracks them: they are in every clone then, and whoever may push gives jobs others.</summary>
internal static class TrackedSecrets
{
    /// <param name="git">The repository that it is in; null: it is in none, or there is no git on this machine, and nothing is tracked that a run would read.</param>
    /// <param name="project">The project's folder.</param>
    /// <param name="cancellationToken">Ends the question to git.</param>
    /// <exception cref="UsageException">git tracks one; or the folder is a link.</exception>
    public static async Task RefuseAsync(Git? git, string project, CancellationToken cancellationToken)
    {
        if (git is not null && HasAny(project) && Tracked(await ListAsync(git, project, git.TrackedFilesAsync, cancellationToken)) is { Count: > 0 } tracked)
        {
            throw new UsageException($"git tracks {string.Join(", ", tracked)} of {project}, so that everybody who has the repository has these secrets. "
                + $"Take them out with: git rm -r --cached {string.Join(' ', tracked)}; add them to .gitignore, and change every secret that was in them");
        }
    }

    /// <summary>Finds secrets that git does not track yet and would: whoever adds all files publishes them.</summary>
    /// <returns>A warning; null: there are none.</returns>
    public static async Task<string?> FindUnignoredAsync(Git? git, string project, CancellationToken cancellationToken)
    {
        if (git is null || !HasAny(project) || Tracked(await ListAsync(git, project, git.UnignoredFilesAsync, cancellationToken)) is not { Count: > 0 } open)
        {
            return null;
        }

        return $"warning: git does not ignore {string.Join(", ", open)} of {project}: whoever says `git add .` puts these secrets into the repository. Add {string.Join(", ", open)} to .gitignore";
    }

    /// <summary>git is only asked where there is something to ask about.</summary>
    private static bool HasAny(string project)
    {
        try
        {
            using var folder = ConfinedFolder.TryOpen(project);
            return folder is not null && ProjectSecrets.Paths.Any(secret => folder.Look(secret) is not null);
        }
        catch (IOException failure)
        {
            throw new UsageException(failure.Message, failure);
        }
    }

    private static async Task<string[]> ListAsync(Git git, string project, Func<string, CancellationToken, Task<IReadOnlyList<string>>> list, CancellationToken cancellationToken)
    {
        var above = Path.GetRelativePath(git.Place.Root, RealPath.Of(project) ?? project) is var path and not "." ? path + "/" : "";
        return [.. (await list(above + ProjectSecrets.Folder, cancellationToken)).Select(name => name[above.Length..])];
    }

    /// <summary>A submodule in the folder's place brings its secrets with it. Names that begin with a dot are none: .gitignore and the like.</summary>
    private static List<string> Tracked(string[] names) =>
    [
        .. names.Where(name => name == ProjectSecrets.Folder),
        .. ProjectSecrets.Paths.Where(secret => names.Any(name => name == secret || (name.StartsWith(secret + "/", StringComparison.Ordinal) && name[secret.Length + 1] != '.'))),
    ];
}
