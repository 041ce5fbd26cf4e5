using Slipway.Model.Archives;

namespace Slipway.Fuzz.Archives;

/// <summary>An archive that comes in pieces of any size.</summary>
internal sealed class Pieces(byte[] bytes, Random random) : IByteSource
{
    private int _at;

    public int Read(Span<byte> buffer)
    {
        var length = Math.Min(Math.Min(buffer.Length, bytes.Length - _at), random.Next(4) == 0 ? random.Next(1, 600) : int.MaxValue);
        bytes.AsSpan(_at, length).CopyTo(buffer);
        _at += length;
        return length;
    }
}
