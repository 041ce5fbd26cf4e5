using Slipway.Execution.Checkouts;
using Slipway.Linux.Files;
using Slipway.Linux.Repositories;

namespace Slipway.Cli.Repositories;

/// <summary>
/// A file or folder by the name that the user, a project's settings or a convention gives it. In a repository the name is the user's word and the links are the
/// repository's: they are followed as long as they stay inside, and never to secrets. Outside of any repository, links are the user's own.
/// </summary>
internal sealed class NamedPlace : IDisposable
{
    private readonly string _name;

    private NamedPlace(string name, ConfinedFolder root, string path)
    {
        _name = name;
        Root = root;
        Path = path;
    }

    /// <summary>What is read lies below.</summary>
    public ConfinedFolder Root { get; }

    /// <summary>Below the root, without a link.</summary>
    public string Path { get; }

    /// <summary>What lies there; null: nothing.</summary>
    public FileKind? Kind => Root.Look(Path)?.Kind;

    /// <param name="path">As it was given.</param>
    /// <param name="folder">What it is relative to.</param>
    /// <param name="project">A folder in which it stays when it lies there; null: the repository that it lies in.</param>
    /// <returns>Null: it lies in no repository.</returns>
    /// <exception cref="IOException">A link leads out of the repository, or to secrets.</exception>
    public static NamedPlace? TryOpen(string path, string folder, string? project = null)
    {
        var full = System.IO.Path.GetFullPath(path, folder);
        return RootOf(full, folder, project) is { } root && ConfinedFolder.TryOpen(root) is { } opened ? Follow(path, opened, System.IO.Path.GetRelativePath(root, full), folderOnly: false) : null;
    }

    /// <summary>The same of a folder, which outside of any repository is itself what its links do not leave.</summary>
    /// <returns>Null: there is no such folder.</returns>
    /// <exception cref="IOException">A link leads out of the repository, or to secrets.</exception>
    public static NamedPlace? TryOpenFolder(string path, string folder, string? project = null)
    {
        var full = System.IO.Path.GetFullPath(path, folder);
        var root = RootOf(full, folder, project) ?? full;
        return ConfinedFolder.TryOpen(root) is { } opened ? Follow(path, opened, System.IO.Path.GetRelativePath(root, full), folderOnly: true) : null;
    }

    /// <summary>The file itself.</summary>
    /// <exception cref="IOException">It is not there, no regular file, or larger.</exception>
    public byte[] Read(int mostBytes) =>
        Kind == FileKind.Folder ? throw new IOException("it is a folder") : Root.TryRead(Path, mostBytes) ?? throw new FileNotFoundException($"there is no file {_name}");

    public void Dispose() => Root.Dispose();

    /// <summary>Within the user's own repository that is it, whatever other repositories lie there.</summary>
    private static string? RootOf(string full, string folder, string? project) =>
        project is not null && IsBelow(full, project) ? project
        : RepositoryRoot.Around(folder) is { } own && IsBelow(full, own) ? own
        : RepositoryRoot.Around(full);

    private static NamedPlace? Follow(string name, ConfinedFolder root, string given, bool folderOnly)
    {
        try
        {
            var path = root.FollowInside(given);
            if (path != given && ProjectSecrets.IncludesOrGits(path))
            {
                throw new RefusedPathException(System.IO.Path.Combine(root.Path, given), $"is a symbolic link to {path}, where secrets are kept: put the file itself in its place");
            }

            NestedRepository.Refuse(root, path);
            if (!folderOnly || root.Look(path)?.Kind == FileKind.Folder)
            {
                return new NamedPlace(name, root, path);
            }
        }
        catch
        {
            root.Dispose();
            throw;
        }

        root.Dispose();
        return null;
    }

    private static bool IsBelow(string path, string folder) => path == folder || path.StartsWith(folder.TrimEnd('/') + '/', StringComparison.Ordinal);
}
