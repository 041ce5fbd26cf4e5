using System.Xml;
using Slipway.Model.Texts;

namespace Slipway.Execution.TestResults;

/// <summary>
/// Hands a report on to its parser piece by piece. A parser holds one piece whole (an element with its attributes, a CDATA section), so a piece has a
/// bound, and with it the memory that a hostile report takes.
/// </summary>
internal sealed class PieceStream(Stream report, int longestPiece) : Stream
{
    private int _left;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The parser is about to read the next piece, or to find out the encoding.</summary>
    public void Begin() => _left = longestPiece;

    /// <exception cref="XmlException">The piece is too long.</exception>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc cref="Read(byte[],int,int)"/>
    public override int Read(Span<byte> buffer)
    {
        if (_left <= 0)
        {
            throw new XmlException($"a piece of it is longer than {ByteText.Of(longestPiece)}");
        }

        var read = report.Read(buffer);
        _left -= read;
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
