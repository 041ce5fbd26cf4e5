namespace Slipway.Execution.Artifacts;

/// <summary>Where a stored file stands among a job's artifacts.</summary>
internal static class ArtifactPath
{
    /// <param name="entry">The file's name in the archive, relative to the stored folder; the file's own name when a file is stored.</param>
    /// <param name="path">The step's path.</param>
    /// <param name="destination">The step's destination, null when it has none.</param>
    /// <param name="isFile">A single file is stored.</param>
    /// <returns>A relative path without <c>..</c>.</returns>
    public static string For(string entry, string path, string? destination, bool isFile)
    {
        var prefix = destination ?? (isFile ? Parent(path) : path);
        // A destination names the folder of what is stored; the file keeps its name, unless the destination is a name itself.
        return Clean(isFile && destination is { } name && Path.HasExtension(name) && !name.EndsWith('/') ? name : $"{prefix}/{entry}");
    }

    private static string Parent(string path) => path.TrimEnd('/').LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";

    private static string Clean(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "." or ".." or "~"))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
