using System.Buffers.Binary;

namespace Slipway.Linux.Repositories;

/// <summary>The id of an object of git's, small enough that millions of them can be held.</summary>
/// <param name="Begin">Its first 16 bytes.</param>
/// <param name="End">The others, with zeros behind them.</param>
internal readonly record struct ObjectId(UInt128 Begin, UInt128 End)
{
    private const int Half = 16;
    private const int LongestBytes = 2 * Half;

    public static ObjectId Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> whole = stackalloc byte[LongestBytes];
        whole.Clear();
        bytes.CopyTo(whole);
        return new(BinaryPrimitives.ReadUInt128BigEndian(whole), BinaryPrimitives.ReadUInt128BigEndian(whole[Half..]));
    }

    /// <exception cref="FormatException">The text is no id.</exception>
    public static ObjectId Parse(string text) => Of(Convert.FromHexString(text));

    /// <param name="bytes">How long ids are in this repository.</param>
    public string Text(int bytes)
    {
        Span<byte> whole = stackalloc byte[LongestBytes];
        BinaryPrimitives.WriteUInt128BigEndian(whole, Begin);
        BinaryPrimitives.WriteUInt128BigEndian(whole[Half..], End);
        return Convert.ToHexStringLower(whole[..bytes]);
    }
}
