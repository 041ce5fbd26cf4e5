using System.Buffers;

namespace Slipway.Execution.Bounds;

/// <summary>A file that is written piece by piece, as long as its disk keeps its reserve.</summary>
/// <exception cref="IOException">There is not enough free space; the message has the way out.</exception>
internal sealed class ReservedFile(string path, DiskReserve disk) : IBufferWriter<byte>, IDisposable
{
    private const int Piece = 64 * 1024;
    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, Piece);
    private readonly DiskWatch _watch = new(disk, DiskWatch.Stretch);
    private byte[] _buffer = [];

    public void Advance(int count)
    {
        _watch.Before(count);
        _file.Write(_buffer.AsSpan(0, count));
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length < Math.Max(sizeHint, Piece))
        {
            _buffer = new byte[Math.Max(sizeHint, Piece)];
        }

        return _buffer;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose() => _file.Dispose();
}
