using Slipway.Cli.Exits;
using Slipway.Cli.Repositories;
using Slipway.Config.Packing;
using Slipway.Execution.Checkouts;
using Slipway.Linux.Files;
using Slipway.Model.Texts;

namespace Slipway.Cli.Orbs;

/// <summary>Reads a folder for packing.</summary>
internal static class SourceTree
{
    private const int MostBytes = 64 << 20;

    /// <summary>All files below a folder that the user names but those in folders that begin with a dot, with paths relative to it.</summary>
    /// <exception cref="UsageException">It is no folder, cannot be read, or holds more than a source tree does.</exception>
    public static IReadOnlyList<TreeFile> Read(string folder)
    {
        try
        {
            using var place = NamedPlace.TryOpenFolder(Path.GetFullPath(folder), "/") ?? throw new UsageException($"There is no folder {folder}");
            return Read(place.Root, place.Path);
        }
        catch (IOException failure)
        {
            throw new UsageException($"{folder} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The same of a folder below another, in which its links may lead.</summary>
    public static IReadOnlyList<TreeFile> Read(ConfinedFolder root, string folder)
    {
        var files = new List<TreeFile>();
        var left = MostBytes;
        foreach (var path in Walk(root, folder))
        {
            var file = ReadOne(root, path, left) with { Path = folder.Length == 0 ? path : path[(folder.Length + 1)..] };
            left -= file.Content.Length;
            files.Add(file);
        }

        return files;
    }

    /// <summary>A file that is not read is refused only where it is needed: a tree may hold links that nothing includes.</summary>
    private static TreeFile ReadOne(ConfinedFolder root, string path, int mostBytes)
    {
        try
        {
            var inside = root.FollowInside(path);
            return ProjectSecrets.IncludesOrGits(inside)
                ? Refused(path, "secrets are kept there")
                : new TreeFile(path, root.TryRead(inside, mostBytes) ?? throw new RefusedPathException(Path.Combine(root.Path, path), "is not there"));
        }
        catch (RefusedPathException) when (root.Look(path) is { Kind: FileKind.File } facts && facts.Length > mostBytes)
        {
            throw new UsageException($"{root.Path} holds more than {ByteText.Of(MostBytes)}, which is no source of an orb or config");
        }
        catch (RefusedPathException refused)
        {
            return Refused(path, refused.Message);
        }
    }

    private static TreeFile Refused(string path, string reason) => new(path, ReadOnlyMemory<byte>.Empty) { Refusal = reason };

    /// <summary>Files, and links to them; links to folders have no files of their own.</summary>
    private static IEnumerable<string> Walk(ConfinedFolder root, string folder)
    {
        foreach (var entry in root.List(folder))
        {
            var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
            if (entry.Kind == FileKind.Folder)
            {
                foreach (var inner in entry.Name.StartsWith('.') ? [] : Walk(root, path))
                {
                    yield return inner;
                }
            }
            else if (entry.Kind != FileKind.Link || !LeadsToFolder(root, path))
            {
                yield return path;
            }
        }
    }

    private static bool LeadsToFolder(ConfinedFolder root, string link)
    {
        try
        {
            return root.Look(root.FollowInside(link))?.Kind == FileKind.Folder;
        }
        catch (RefusedPathException)
        {
            return false;
        }
    }
}
