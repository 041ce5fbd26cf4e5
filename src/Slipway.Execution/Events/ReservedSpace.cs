namespace Slipway.Execution.Events;

/// <summary>Space that a run holds on its disk, so that the record of its end finds room when everything else is full.</summary>
internal sealed class ReservedSpace : IDisposable
{
    public const int Bytes = 64 * 1024;
    private readonly string _path;

    public ReservedSpace(string path)
    {
        _path = path;
        // Written, not only announced: a file without content takes no space.
        File.WriteAllBytes(path, new byte[Bytes]);
    }

    /// <summary>Gives the space up.</summary>
    public void Dispose() => File.Delete(_path);
}
