using Slipway.Engines.Leases;
using Slipway.Linux.Files;
using Slipway.Model.Assignments;

namespace Slipway.Execution.State;

/// <summary>Where Slipway keeps what outlives a run: runs with their logs, numbers, caches.</summary>
public sealed record StateFolder(string Path)
{
    private const string OfRoot = "/var/lib/slipway";

    public string Runs => System.IO.Path.Combine(Path, "runs");

    /// <summary>Blobs by content: caches, workspaces.</summary>
    public string Blobs => System.IO.Path.Combine(Path, "blobs");

    public string Locks => System.IO.Path.Combine(Path, "locks");

    /// <summary>SLIPWAY_STATE, else /var/lib/slipway for root, else the user's state folder.</summary>
    public static StateFolder FromEnvironment()
    {
        if (Environment.GetEnvironmentVariable("SLIPWAY_STATE") is { Length: > 0 } given)
        {
            return new StateFolder(System.IO.Path.GetFullPath(given));
        }

        if (Environment.IsPrivilegedProcess)
        {
            return new StateFolder(OfRoot);
        }

        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } xdg
            ? xdg
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return new StateFolder(System.IO.Path.Combine(state, "slipway"));
    }

    /// <summary>A folder per project.</summary>
    public string Projects => System.IO.Path.Combine(Path, "projects");

    /// <summary>The folder of one project's numbers.</summary>
    public string Project(string key) => System.IO.Path.Combine(Projects, key);

    /// <summary>Sees to it that logs, artifacts, caches and workspaces of root's runs are for root alone: closes the folders that hold them, made where they are missing.</summary>
    /// <remarks>Where SLIPWAY_STATE names the place, a folder that is there already keeps the rights that somebody gave it. Other users' folders are theirs to close.</remarks>
    public void CloseToOthers()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Close([Runs, Blobs, Projects], withExisting: Path == OfRoot);
        }
    }

    internal static void Close(IEnumerable<string> folders, bool withExisting)
    {
        foreach (var folder in folders)
        {
            var isThere = Directory.Exists(folder);
            Directory.CreateDirectory(folder, FileModes.PrivateFolder);
            if (isThere && withExisting)
            {
                File.SetUnixFileMode(folder, FileModes.PrivateFolder);
            }
        }
    }

    /// <summary>How long one project's tests take.</summary>
    public string Timings(string key) => System.IO.Path.Combine(Project(key), "timings.json");

    /// <summary>How long tests take as one of a project's scopes knows it, see <see cref="TrustScope"/>.</summary>
    public string Timings(string key, string scope) => scope == LayerCacheKey.Trusted ? Timings(key) : System.IO.Path.Combine(UntrustedTimings(key), scope + ".json");

    /// <summary>The folder of the times of a project's runs that are not trusted.</summary>
    public string UntrustedTimings(string key) => System.IO.Path.Combine(Project(key), "timings");

    /// <summary>One project's caches by key; those of runs that are not trusted lie in folders in it.</summary>
    public string Caches(string key) => System.IO.Path.Combine(Project(key), "caches");

    /// <summary>The caches of one of a project's scopes, see <see cref="TrustScope"/>.</summary>
    public string Caches(string key, string scope) => scope == LayerCacheKey.Trusted ? Caches(key) : System.IO.Path.Combine(Caches(key), scope);

    /// <summary>The folders of caches of a project's runs that are not trusted.</summary>
    public IReadOnlyList<string> PullRequestCaches(string key) => [.. Folders.In(Caches(key)).Select(scope => System.IO.Path.Combine(Caches(key), scope))];
}
