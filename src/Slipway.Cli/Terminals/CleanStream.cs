using Slipway.Model.Terminals;

namespace Slipway.Cli.Terminals;

/// <summary>Cleans the lines that are written to a stream; each piece has whole lines.</summary>
internal sealed class CleanStream(Stream target, bool withColours = false) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (TerminalText.IsClean(buffer))
        {
            target.Write(buffer);
            return;
        }

        while (!buffer.IsEmpty)
        {
            var length = buffer.IndexOf((byte)'\n') is >= 0 and var end ? end + 1 : buffer.Length;
            target.Write(TerminalText.CleanLine(buffer[..length], withColours));
            buffer = buffer[length..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => target.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            target.Dispose();
        }

        base.Dispose(disposing);
    }
}
