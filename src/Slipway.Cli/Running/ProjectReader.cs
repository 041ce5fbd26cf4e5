using Slipway.Config.PipelineValues;
using Slipway.Execution.State;
using Slipway.Execution.Variables;

namespace Slipway.Cli.Running;

/// <summary>What project a config belongs to: its repository, or its folder where there is none.</summary>
internal static class ProjectReader
{
    /// <summary>The folder that holds <c>.circleci</c>, or the repository's root, or else where the user stands.</summary>
    public static string FindFolder(string start)
    {
        for (var place = start; place is not null; place = Path.GetDirectoryName(place))
        {
            if (Directory.Exists(Path.Combine(place, ".circleci")) || Path.Exists(Path.Combine(place, ".git")))
            {
                return place;
            }
        }

        return start;
    }

    public static ProjectFacts Read(string folder, GitFacts git)
    {
        var parts = (git.RemoteUrl ?? "").TrimEnd('/').Split('/', ':');
        var name = git.RemoteUrl is null ? Path.GetFileName(folder.TrimEnd('/')) : parts[^1];
        name = name.EndsWith(".git", StringComparison.Ordinal) ? name[..^4] : name;
        name = name.Length == 0 ? Path.GetFileName(folder.TrimEnd('/')) : name;
        // With one name on its path the owner is the host, which a user may stand before.
        var owner = git.RemoteUrl is not null && parts.Length > 1 && parts[^2].Length > 0 ? parts[^2][(parts[^2].LastIndexOf('@') + 1)..] : "local";
        var id = StableId.For(git.RemoteUrl ?? folder);
        return new ProjectFacts($"{RunFolder.FileName(name.Length == 0 ? "root" : name)}-{id.ToString("N")[..8]}", id, owner, name, git.RemoteUrl, folder);
    }
}
