using System.Buffers.Binary;
using System.Text;
using Slipway.Model.Archives;

namespace Slipway.Agent.Tests.Archives;

/// <summary>What a tar says of its entries in headers of their own, which is held in memory.</summary>
public sealed class Extensions_of_archives
{
    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 1)]
    [InlineData(1024 * 1024)]
    public void Are_bounded_together_whatever_size_the_next_one_claims(long claimed)
    {
        var reader = new TarReader(new Bytes([.. Header(1), .. new byte[TarFormat.Block], .. Header(claimed)]));

        Assert.Contains("unreasonably long", Assert.Throws<BadArchiveException>(reader.Next).Message, StringComparison.Ordinal);
    }

    /// <summary>A header of a global extension, its size in the binary form.</summary>
    private static byte[] Header(long size)
    {
        var block = TarFormat.Encode(new TarEntry { Name = "x"u8.ToArray(), Type = (byte)'g', Mode = 0x1A4 });
        block[124] = 0x80;
        block.AsSpan(125, 3).Clear();
        BinaryPrimitives.WriteInt64BigEndian(block.AsSpan(128, 8), size);
        block.AsSpan(148, 8).Fill((byte)' ');
        var sum = Convert.ToString(block.Sum(part => part), 8).PadLeft(6, '0');
        Encoding.ASCII.GetBytes(sum).CopyTo(block, 148);
        block[154] = 0;
        return block;
    }

    private sealed class Bytes(byte[] all) : IByteSource
    {
        private int _at;

        public int Read(Span<byte> buffer)
        {
            var part = all.AsSpan(_at, Math.Min(buffer.Length, all.Length - _at));
            part.CopyTo(buffer);
            _at += part.Length;
            return part.Length;
        }
    }
}
