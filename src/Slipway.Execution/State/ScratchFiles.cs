namespace Slipway.Execution.State;

/// <summary>Files that are there for as long as they are open, and that not even a crash leaves.</summary>
/// <param name="folder">On a disk with room for what jobs store; made when the first is opened.</param>
public sealed class ScratchFiles(string folder)
{
    private const int BufferSize = 1 << 16;

    /// <summary>A new empty file to write and read.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public FileStream Open()
    {
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, $"{Guid.NewGuid():N}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferSize);
        // Without a name from here on.
        File.Delete(path);
        return file;
    }
}
