namespace Slipway.Execution.Bounds;

/// <summary>The paths of a job's artifacts and the folders above them, wherever they are kept. Not for several threads.</summary>
public sealed class ArtifactTree
{
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    /// <summary>Adds a file with the folders above it.</summary>
    public void Add(string path)
    {
        _files.Add(path);
        _folders.UnionWith(NewFolders(path));
    }

    /// <summary>The folders above a file that are not there by now, the lowest first.</summary>
    public IReadOnlyList<string> NewFolders(string path)
    {
        List<string> made = [];
        for (var slash = path.LastIndexOf('/'); slash > 0 && !_folders.Contains(path[..slash]); slash = path.LastIndexOf('/', slash - 1))
        {
            made.Add(path[..slash]);
        }

        return made;
    }

    /// <returns>Why a file cannot be at a path; null: it can, maybe in the place of an earlier one.</returns>
    public string? FindConflict(string path) => _folders.Contains(path) ? "a folder is stored there"
        : NewFolders(path).FirstOrDefault(_files.Contains) is { } file ? $"{file} is stored, and it is no folder"
        : null;
}
