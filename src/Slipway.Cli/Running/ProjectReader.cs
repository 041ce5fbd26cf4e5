using Slipway.Cli.Exits;
using Slipway.Cli.Repositories;
using Slipway.Config.PipelineValues;
using Slipway.Execution.State;
using Slipway.Execution.Variables;
using Slipway.Linux.Repositories;
using Slipway.Model.Assignments;

namespace Slipway.Cli.Running;

/// <summary>What project a config belongs to: its repository, or its folder where there is none.</summary>
internal static class ProjectReader
{
    private const string SettingsFolder = ".slipway";

    /// <summary>The folder that holds <c>.circleci</c>, or the repository's root, or else where the user stands.</summary>
    /// <exception cref="UsageException">It is somebody else's.</exception>
    public static string FindFolder(string start)
    {
        var folder = ProjectSearch.Find(start, ".circleci") ?? ProjectSearch.FindRepository(start) ?? start;
        ProjectSearch.RequireOwn(folder, SettingsFolder);
        return folder;
    }

    public static ProjectFacts Read(string folder, GitFacts git)
    {
        var parts = (git.RemoteUrl ?? "").TrimEnd('/').Split('/', ':');
        var name = git.RemoteUrl is null ? Path.GetFileName(folder.TrimEnd('/')) : parts[^1];
        name = name.EndsWith(".git", StringComparison.Ordinal) ? name[..^4] : name;
        name = name.Length == 0 ? Path.GetFileName(folder.TrimEnd('/')) : name;
        // With one name on its path the owner is the host, which a user may stand before.
        var owner = git.RemoteUrl is not null && parts.Length > 1 && parts[^2].Length > 0 ? parts[^2][(parts[^2].LastIndexOf('@') + 1)..] : "local";
        var id = StableId.For(Place(folder, git.RemoteUrl));
        return new ProjectFacts($"{RunFolder.FileName(name.Length == 0 ? "root" : name)}-{id:N}", id, owner, name, git.RemoteUrl, folder);
    }

    /// <summary>What no other project has: a path is another in each folder, and a folder is not the repository that was cloned from one of its name.</summary>
    private static string Place(string folder, string? url) =>
        url is null ? folder
        : RemoteUrl.IsPath(url) ? "file://" + Path.GetFullPath(url, folder)
        : url;
}
