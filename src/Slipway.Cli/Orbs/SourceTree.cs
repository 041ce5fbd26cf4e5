using Slipway.Cli.Exits;
using Slipway.Config.Packing;

namespace Slipway.Cli.Orbs;

/// <summary>Reads a folder for packing.</summary>
internal static class SourceTree
{
    private const long MostBytes = 64 << 20;

    /// <summary>All files below a folder but those in folders that begin with a dot, with paths relative to it.</summary>
    /// <exception cref="UsageException">It is no folder, cannot be read, or holds more than a source tree does.</exception>
    public static IReadOnlyList<TreeFile> Read(string folder)
    {
        var root = new DirectoryInfo(folder);
        if (!root.Exists)
        {
            throw new UsageException($"There is no folder {folder}");
        }

        var files = new List<TreeFile>();
        var left = MostBytes;
        try
        {
            foreach (var file in Walk(root))
            {
                left -= file.Length;
                if (left < 0)
                {
                    throw new UsageException($"{folder} holds more than {MostBytes >> 20} MB, which is no source of an orb or config");
                }

                var path = Path.GetRelativePath(root.FullName, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
                files.Add(new TreeFile(path, File.ReadAllBytes(file.FullName)));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder} cannot be read: {failure.Message}", failure);
        }

        return files;
    }

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry is FileInfo file)
            {
                yield return file;
            }
            else if (entry is DirectoryInfo below && !below.Name.StartsWith('.') && below.LinkTarget is null)
            {
                foreach (var inner in Walk(below))
                {
                    yield return inner;
                }
            }
        }
    }
}
