using Slipway.Linux.Streams;

namespace Slipway.Execution.Checkouts;

/// <summary>A file's content with exactly the length that its entry has announced, whatever happens to the file meanwhile: cut, or filled up with zeros. The file is the caller's to close.</summary>
internal sealed class AnnouncedContent(Stream file, long length) : PipeLikeStream
{
    private long _read;

    public override bool CanRead => true;

    // What cannot be sought has no length, and would be read into memory first.
    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, length - _read)];
        var count = await file.ReadAsync(wanted, cancellationToken);
        if (count == 0)
        {
            wanted.Span.Clear();
            count = wanted.Length;
        }

        _read += count;
        return count;
    }
}
