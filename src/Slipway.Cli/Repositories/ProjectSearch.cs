using Slipway.Cli.Exits;
using Slipway.Linux.Files;
using Slipway.Linux.Identity;

namespace Slipway.Cli.Repositories;

/// <summary>
/// Searches what a project says of itself, from where the user stands upwards: to the root of a repository and not above it. Without one, only as long as the folders
/// are the user's own: anybody may put a file into a shared folder such as <c>/tmp</c>, and what it says runs.
/// </summary>
internal static class ProjectSearch
{
    private const string DotGit = ".git";

    /// <param name="folder">Where the user stands.</param>
    /// <param name="path">Of a file or folder, below the folder that is searched for.</param>
    /// <returns>The nearest folder that has it; null: there is none.</returns>
    /// <exception cref="UsageException">It is somebody else's.</exception>
    public static string? Find(string folder, string path) => Find(folder, path, Caller.Current);

    /// <summary>The root of the repository that a folder lies in, if it is the user's own.</summary>
    public static string? FindRepository(string folder) => FindRepository(folder, Caller.Current);

    /// <summary>Refuses what is somebody else's in a folder that is no part of the user's repositories.</summary>
    /// <param name="folder">A project's root.</param>
    /// <param name="path">Below it; it need not be there.</param>
    /// <exception cref="UsageException">As above.</exception>
    public static void RequireOwn(string folder, string path)
    {
        if (FindRepository(folder) is null)
        {
            RequireOwn(folder, path, Caller.Current, folder);
        }
    }

    private static string? Find(string folder, string path, Caller caller)
    {
        var repository = FindRepository(folder, caller);
        for (var place = folder; place is not null; place = Path.GetDirectoryName(place))
        {
            if (Contains(place, path))
            {
                if (repository is null)
                {
                    RequireOwn(place, path, caller, folder);
                }

                return place;
            }

            if (place == repository || (repository is null && !IsOwn(place, "", caller)))
            {
                return null;
            }
        }

        return null;
    }

    private static string? FindRepository(string folder, Caller caller)
    {
        for (var place = folder; place is not null; place = Path.GetDirectoryName(place))
        {
            if (Look(place, DotGit) is not null)
            {
                // Whoever makes a repository in a shared folder has not made what lies below it.
                return IsOwn(place, "", caller) && IsOwn(place, DotGit, caller) ? place : null;
            }
        }

        return null;
    }

    private static void RequireOwn(string place, string path, Caller caller, string asked)
    {
        for (var part = path; part is not null; part = part.Length == 0 ? null : Path.GetDirectoryName(part))
        {
            if (Look(place, part) is { } facts && !caller.Owns(facts.Owner))
            {
                throw new UsageException(
                    $"{Path.Combine(place, part).TrimEnd('/')} belongs to {UserAccount.Describe(facts.Owner)}, and slipway runs as {caller}: a project of somebody else's is not used, for it says what runs. "
                    + $"Run slipway as its owner, by sudo from the owner's account if it must be root, or take it over with `chown -R`; if {asked} is no part of that project, make it one of its own with `git init`");
            }
        }
    }

    private static bool IsOwn(string place, string path, Caller caller) => Look(place, path) is { } facts && caller.Owns(facts.Owner);

    /// <summary>What a link leads to is asked only of whoever opens it, who follows none out of the project.</summary>
    private static bool Contains(string place, string path) =>
        Look(place, path.Split('/')[0]) is { } first && (first.Kind == FileKind.Link ? Path.Exists(Path.Combine(place, path)) : Look(place, path) is not null);

    private static FileFacts? Look(string place, string path)
    {
        try
        {
            using var folder = ConfinedFolder.TryOpen(place);
            return folder?.Look(path);
        }
        catch (IOException)
        {
            // It is closed to this user, or a link stands in the way: there is nothing to use.
            return null;
        }
    }
}
