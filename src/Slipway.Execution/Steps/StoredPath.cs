using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>What a step stores: a file of the container, or a folder with all that is in it.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Kind">What is there.</param>
internal sealed record StoredPath(string Path, PathKind Kind)
{
    public bool IsFile => Kind != PathKind.Folder;

    /// <summary>Asks for a tar: a folder's names are relative to it, a file's is its own.</summary>
    public DownloadRequest Request => IsFile
        ? new DownloadRequest { Directory = Path[..Math.Max(1, Slash)], Paths = [Path[(Slash + 1)..]], FollowLinks = true }
        : new DownloadRequest { Directory = Path, Paths = ["."], FollowLinks = true };

    private int Slash => Path.LastIndexOf('/');

    /// <summary>Looks up a step's path, which is relative to the job's working directory.</summary>
    public static async Task<StoredPath> FindAsync(JobContext job, string path, CancellationToken cancellationToken)
    {
        var facts = await job.Agent.StatAsync(new PathRequest("/", Run.Directory(job.Plan.WorkingDirectory, path)), cancellationToken);
        return new StoredPath(facts.Path.Length > 1 ? facts.Path.TrimEnd('/') : facts.Path, facts.Kind);
    }
}
