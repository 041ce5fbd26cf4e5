using System.Xml;
using Slipway.Linux.Streams;
using Slipway.Model.Texts;

namespace Slipway.Execution.TestResults;

/// <summary>
/// Hands a report on to its parser piece by piece. A parser holds one piece whole (an element with its attributes, a CDATA section), so a piece has a
/// bound, and with it the memory that a hostile report takes.
/// </summary>
internal sealed class PieceStream(Stream report, int longestPiece) : PipeLikeStream
{
    private int _left;

    public override bool CanRead => true;

    /// <summary>The parser is about to read the next piece, or to find out the encoding.</summary>
    public void Begin() => _left = longestPiece;

    /// <exception cref="XmlException">The piece is too long.</exception>
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
}
