namespace Slipway.Cli.Repositories;

/// <summary>The folder in which a repository's links may lead from one file to another.</summary>
internal static class RepositoryRoot
{
    /// <param name="path">Whole, of a file or folder that need not be there.</param>
    /// <returns>The nearest folder at or above it that holds <c>.git</c>, else the nearest that holds <c>.circleci</c>; null: it lies in no repository.</returns>
    public static string? Around(string path)
    {
        var withGit = Nearest(path, ".git");
        var withConfig = Nearest(path, ".circleci");
        // People keep their home in git; a project below it is no part of that.
        return withGit is null || (withConfig is not null && IsHome(withGit) && withConfig.Length > withGit.Length) ? withConfig : withGit;
    }

    /// <summary>The nearest folder at or above a whole path that holds a name; null: there is none.</summary>
    public static string? Nearest(string path, string name)
    {
        for (var place = path; place is not null; place = Path.GetDirectoryName(place))
        {
            if (Path.Exists(Path.Combine(place, name)))
            {
                return place;
            }
        }

        return null;
    }

    private static bool IsHome(string folder) => folder == "/" || folder == Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
