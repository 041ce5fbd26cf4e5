using System.Globalization;
using System.Text;

namespace Slipway.Model.Archives;

/// <summary>The header blocks of POSIX tar: ustar, with a pax header in front for what does not fit.</summary>
public static class TarFormat
{
    public const int Block = 512;
    private const int NameLength = 100;
    private const long LargestOctal = 0x1FFFFFFFF; // 11 octal digits
    private const uint LargestId = 0x1FFFFF; // 7 octal digits

    /// <summary>How much padding follows content of this size.</summary>
    public static int Padding(long size) => (int)((Block - (size % Block)) % Block);

    /// <summary>The blocks in front of an entry's content.</summary>
    public static byte[] Encode(TarEntry entry)
    {
        var records = PaxRecords(entry);
        if (records.Length == 0)
        {
            var only = new byte[Block];
            WriteHeader(only, entry);
            return only;
        }

        var blocks = new byte[Block + records.Length + Padding(records.Length) + Block];
        WriteHeader(blocks, new TarEntry { Name = "PaxHeaders/entry"u8.ToArray(), Type = (byte)'x', Size = records.Length, Mode = 0x1A4 });
        records.CopyTo(blocks, Block);
        WriteHeader(blocks.AsSpan(blocks.Length - Block), entry);
        return blocks;
    }

    private static byte[] PaxRecords(TarEntry entry)
    {
        using var records = new MemoryStream();
        if (entry.Name.Length > NameLength)
        {
            Record(records, "path"u8, entry.Name.Span);
        }

        if (entry.Link.Length > NameLength)
        {
            Record(records, "linkpath"u8, entry.Link.Span);
        }

        if (entry.Size > LargestOctal)
        {
            Record(records, "size"u8, Text(entry.Size));
        }

        if (entry.User > LargestId)
        {
            Record(records, "uid"u8, Text(entry.User));
        }

        if (entry.Group > LargestId)
        {
            Record(records, "gid"u8, Text(entry.Group));
        }

        if (entry.ModifiedNanoseconds != 0 || entry.ModifiedSeconds is < 0 or > LargestOctal)
        {
            Record(records, "mtime"u8, Encoding.ASCII.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{entry.ModifiedSeconds}.{entry.ModifiedNanoseconds:D9}")));
        }

        return records.ToArray();
    }

    private static byte[] Text(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>"LENGTH KEY=VALUE\n", where the length counts its own digits.</summary>
    private static void Record(MemoryStream records, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var rest = key.Length + value.Length + 3;
        var length = rest + Digits(rest);
        length = rest + Digits(length);
        records.Write(Text(length));
        records.Write(" "u8);
        records.Write(key);
        records.Write("="u8);
        records.Write(value);
        records.Write("\n"u8);
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;

    private static void WriteHeader(Span<byte> block, TarEntry entry)
    {
        entry.Name.Span[..Math.Min(entry.Name.Length, NameLength)].CopyTo(block);
        Octal(block[100..108], entry.Mode);
        Octal(block[108..116], Math.Min(entry.User, LargestId));
        Octal(block[116..124], Math.Min(entry.Group, LargestId));
        Octal(block[124..136], entry.Size > LargestOctal ? 0 : entry.Size);
        Octal(block[136..148], Math.Clamp(entry.ModifiedSeconds, 0, LargestOctal));
        block[156] = entry.Type;
        entry.Link.Span[..Math.Min(entry.Link.Length, NameLength)].CopyTo(block[157..]);
        "ustar\000"u8.CopyTo(block[257..]);
        block[148..156].Fill((byte)' ');
        var sum = 0;
        foreach (var b in block[..Block])
        {
            sum += b;
        }

        Octal(block[148..155], sum);
    }

    private static void Octal(Span<byte> field, long number)
    {
        field[^1] = 0;
        for (var i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (number & 7));
            number >>= 3;
        }
    }
}
