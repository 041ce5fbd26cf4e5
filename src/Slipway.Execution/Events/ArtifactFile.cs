using Slipway.Linux.Files;

namespace Slipway.Execution.Events;

/// <summary>
/// An artifact as a file below the folder of its job's: written elsewhere on the same disk and moved there when it is whole. All is opened below the two folders, and no link is
/// followed.
/// </summary>
internal sealed class ArtifactFile : IOpenArtifact
{
    private readonly string _draft = Guid.NewGuid().ToString("N");
    private readonly string _path;
    private readonly ConfinedFolder _target;
    private readonly ConfinedFolder _drafts;
    private readonly FileStream _file;

    /// <param name="folder">The job's.</param>
    /// <param name="incoming">Where the file is written first.</param>
    /// <exception cref="RefusedPathException">Nothing can be kept at the path.</exception>
    public ArtifactFile(string folder, string incoming, string path)
    {
        _path = path;
        _target = Open(folder);
        try
        {
            _target.MakeFolders(path[..Math.Max(0, path.LastIndexOf('/'))]);
            if (_target.Look(path)?.Kind is FileKind.Folder)
            {
                throw new RefusedPathException(Path.Combine(folder, path), "is a folder");
            }

            _drafts = Open(incoming);
            _file = _drafts.Create(_draft);
        }
        catch
        {
            _drafts?.Dispose();
            _target.Dispose();
            throw;
        }
    }

    public void Write(ReadOnlySpan<byte> content) => _file.Write(content);

    public void Complete()
    {
        _file.Dispose();
        _drafts.Move(_draft, _target, _path);
    }

    public void Dispose()
    {
        try
        {
            _file.Dispose();
        }
        finally
        {
            _drafts.Remove(_draft);
            _drafts.Dispose();
            _target.Dispose();
        }
    }

    private static ConfinedFolder Open(string path) =>
        ConfinedFolder.TryOpen(Directory.CreateDirectory(path).FullName) ?? throw new DirectoryNotFoundException($"{path} is not there");
}
