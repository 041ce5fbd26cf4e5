namespace Slipway.Execution.Runs;

/// <summary>Where Slipway keeps what outlives a run: runs with their logs, numbers, caches.</summary>
public sealed record StateFolder(string Path)
{
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
            return new StateFolder("/var/lib/slipway");
        }

        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } xdg
            ? xdg
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return new StateFolder(System.IO.Path.Combine(state, "slipway"));
    }

    /// <summary>The folder of one project's numbers.</summary>
    public string Project(string key) => System.IO.Path.Combine(Path, "projects", key);

    /// <summary>How long one project's tests take.</summary>
    public string Timings(string key) => System.IO.Path.Combine(Project(key), "timings.json");

    /// <summary>One project's caches by key.</summary>
    public string Caches(string key) => System.IO.Path.Combine(Project(key), "caches");
}
