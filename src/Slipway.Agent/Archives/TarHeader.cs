using System.Text;

namespace Slipway.Agent.Archives;

/// <summary>The 512 bytes in front of every entry, in GNU's dialect, which every tar reads: long names as entries of their own, large numbers in binary.</summary>
internal sealed record TarHeader
{
    public const int Length = 512;
    public const int LongestName = 100;

    public required byte[] Name { get; init; }

    public byte[] LinkTarget { get; init; } = [];

    public TarKind Kind { get; init; }

    public uint Mode { get; init; }

    public long User { get; init; }

    public long Group { get; init; }

    public long Size { get; init; }

    public long Modified { get; init; }

    public void Write(Span<byte> block)
    {
        block[..Length].Clear();
        Name.AsSpan(0, Math.Min(Name.Length, LongestName)).CopyTo(block);
        Number(block.Slice(100, 8), Mode);
        Number(block.Slice(108, 8), User);
        Number(block.Slice(116, 8), Group);
        Number(block.Slice(124, 12), Size);
        Number(block.Slice(136, 12), Modified);
        block[156] = (byte)Kind;
        LinkTarget.AsSpan(0, Math.Min(LinkTarget.Length, LongestName)).CopyTo(block[157..]);
        "ustar  \0"u8.CopyTo(block[257..]);
        Octal(block.Slice(148, 7), Sum(block));
        block[155] = (byte)' ';
    }

    /// <exception cref="BadArchiveException">The block is no header.</exception>
    public static TarHeader Read(ReadOnlySpan<byte> block)
    {
        if (ReadNumber(block.Slice(148, 8)) != Sum(block))
        {
            throw new BadArchiveException("The archive is damaged: a header's checksum is wrong.");
        }

        var name = Text(block[..100]);
        var isPosix = block.Slice(257, 6).SequenceEqual("ustar\0"u8);
        if (isPosix && block[345] != 0)
        {
            name = [.. Text(block.Slice(345, 155)), (byte)'/', .. name];
        }

        return new TarHeader
        {
            Name = name,
            LinkTarget = Text(block.Slice(157, 100)),
            Kind = block[156] == 0 ? TarKind.File : (TarKind)block[156],
            Mode = (uint)ReadNumber(block.Slice(100, 8)) & 0xFFF,
            User = ReadNumber(block.Slice(108, 8)),
            Group = ReadNumber(block.Slice(116, 8)),
            Size = ReadNumber(block.Slice(124, 12)),
            Modified = ReadNumber(block.Slice(136, 12)),
        };
    }

    public string DisplayName => Encoding.UTF8.GetString(Name);

    /// <summary>The sum of all bytes, the checksum's own counting as spaces.</summary>
    private static int Sum(ReadOnlySpan<byte> block)
    {
        var sum = 8 * ' ';
        for (var i = 0; i < Length; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : block[i];
        }

        return sum;
    }

    private static byte[] Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return (end < 0 ? field : field[..end]).ToArray();
    }

    private static void Number(Span<byte> field, long value)
    {
        if (value >= 0 && value < 1L << (3 * (field.Length - 1)))
        {
            Octal(field[..^1], value);
            return;
        }

        for (var i = field.Length - 1; i > 0; i--)
        {
            field[i] = (byte)value;
            value >>= 8;
        }

        field[0] = value < 0 ? (byte)0xFF : (byte)0x80;
    }

    private static void Octal(Span<byte> field, long value)
    {
        for (var i = field.Length - 1; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }
    }

    private static long ReadNumber(ReadOnlySpan<byte> field)
    {
        long value = 0;
        if ((field[0] & 0x80) != 0)
        {
            value = field[0] == 0xFF ? -1 : field[0] & 0x7F;
            foreach (var part in field[1..])
            {
                value = (value << 8) | part;
            }

            return value;
        }

        foreach (var digit in field)
        {
            if (digit is >= (byte)'0' and <= (byte)'7')
            {
                value = (value << 3) + digit - '0';
            }
            else if (digit is not (byte)' ')
            {
                break;
            }
        }

        return value;
    }
}

/// <summary>The kinds of entry, by their letter.</summary>
internal enum TarKind
{
    File = '0',
    HardLink = '1',
    SymbolicLink = '2',
    CharacterDevice = '3',
    BlockDevice = '4',
    Folder = '5',
    Pipe = '6',
    ContiguousFile = '7',
    LongLinkTarget = 'K',
    LongName = 'L',
    Extended = 'x',
    GlobalExtended = 'g',
}
