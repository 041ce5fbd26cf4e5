namespace Slipway.Linux.Repositories;

/// <summary>A repository that is fetched from a server for one use, in a temporary folder: with its branches, its tags and no working tree.</summary>
public sealed class RepositoryCopy : IDisposable
{
    private readonly TemporaryFolder _folder = TemporaryFolder.MakeForLargeFiles();

    private RepositoryCopy()
    {
    }

    /// <summary>The folder that it is the repository of.</summary>
    public string Path => _folder.Path;

    /// <summary>Fetches a repository.</summary>
    /// <param name="url">Over HTTP, without a password.</param>
    /// <param name="authorization">The whole value of the header; nobody else on the machine sees it.</param>
    /// <exception cref="GitFailedException">It cannot be fetched.</exception>
    public static async Task<RepositoryCopy> FetchAsync(Uri url, string authorization, CancellationToken cancellationToken)
    {
        var copy = new RepositoryCopy();
        try
        {
            var git = new GitProcess(null) { Settings = [.. GitSettings.OfServed.Where(setting => setting != "protocol.allow=never"), "protocol.http.allow=always", "protocol.https.allow=always"] };
            var dotGit = System.IO.Path.Combine(copy.Path, ".git");
            var variables = new Dictionary<string, string>(GitSettings.Variables) { ["GIT_DIR"] = dotGit };
            await RunAsync(git, variables, cancellationToken, "init", "--quiet", "--initial-branch=main", "--template=", "--", copy.Path);
            await RunAsync(git, variables, cancellationToken, "config", "remote.origin.url", url.ToString());
            variables["GIT_ALLOW_PROTOCOL"] = "http:https";
            variables["GIT_CONFIG_COUNT"] = "1";
            variables["GIT_CONFIG_KEY_0"] = "http.extraHeader";
            variables["GIT_CONFIG_VALUE_0"] = "Authorization: " + authorization;
            await RunAsync(git, variables, cancellationToken, "fetch", "--quiet", "--no-auto-maintenance", "--no-write-fetch-head", "--", url.ToString(), "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*");
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public void Dispose() => _folder.Dispose();

    private static async Task RunAsync(GitProcess git, Dictionary<string, string> variables, CancellationToken cancellationToken, params string[] arguments)
    {
        var outcome = await git.RunAsync(arguments, variables, default, cancellationToken);
        if (outcome.ExitCode != 0)
        {
            throw new GitFailedException($"git {arguments[0]} failed: {outcome.Errors}");
        }
    }
}
