using System.Buffers;
using System.Globalization;
using System.Text;
using Slipway.Model.Archives;

namespace Slipway.Fuzz.Archives;

/// <summary>
/// Makes hostile archives: few names, so that entries meet each other in any order and change their kinds; links of both sorts to everything around;
/// names that lead out, are long, differ in case or are no text; headers of pax and GNU, sparse files, devices, odd sizes, times and modes; and bytes that are wrong.
/// </summary>
/// <param name="random">The trial's numbers.</param>
/// <param name="outside">A folder that links are made to.</param>
internal sealed class ArchiveScript(Random random, string outside)
{
    private const int MostEntries = 24;
    private static readonly string[] Names =
    [
        "a", "b", "A", "d", "d/x", "d/y", "d/l", "d/l/x", "l", "l/x", "l/d/x", "h", "h/x", "./a", "a//b", "d/./x", "a/", "own", "own/x", "in", "in/x", "old/x",
    ];

    private readonly ArrayBufferWriter<byte> _tar = new();

    /// <summary>An archive from its first to its last byte.</summary>
    public byte[] Next()
    {
        _tar.Clear();
        for (var count = random.Next(1, MostEntries); count > 0; count--)
        {
            AddEntry();
        }

        if (random.Next(8) > 0)
        {
            _tar.Write(new byte[2 * TarFormat.Block]);
        }

        var bytes = _tar.WrittenSpan.ToArray();
        if (random.Next(12) == 0)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return random.Next(16) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private void AddEntry()
    {
        switch (random.Next(20))
        {
            case 0:
                AddExtension((byte)(random.Next(2) == 0 ? 'L' : 'K'), Encoding.Latin1.GetBytes(Name() + "\0"));
                break;
            case 1:
                AddExtension((byte)(random.Next(4) == 0 ? 'g' : 'x'), Pax());
                break;
            case 2:
                Add(Entry((byte)random.Next(256), random.Next(1_000)), new byte[random.Next(1_000)]);
                break;
            case < 7:
                var content = new byte[random.Next(4) == 0 ? random.Next(3_000) : random.Next(20)];
                Add(Entry(TarEntry.File, content.Length), content);
                break;
            case < 11:
                Add(Entry(TarEntry.Folder, 0), []);
                break;
            case < 15:
                Add(Entry(TarEntry.SymbolicLink, 0) with { Link = Bytes(Target()) }, []);
                break;
            case < 19:
                Add(Entry(TarEntry.HardLink, 0) with { Link = Bytes(random.Next(3) == 0 ? Target() : Pick<string>(Names)) }, []);
                break;
            default:
                Add(Entry((byte)"346S"[random.Next(4)], 0), []);
                break;
        }
    }

    private TarEntry Entry(byte type, long size) => new()
    {
        Name = Bytes(Name()),
        Type = type,
        Size = size,
        Mode = (uint)random.Next(0x1000),
        User = (uint)Pick(0, 0, 1000, 65534, int.MaxValue),
        Group = (uint)Pick(0, 1000, 65534),
        ModifiedSeconds = Pick(0L, 1_000_000_000, -5, long.MaxValue, long.MinValue, 1L << 40),
        ModifiedNanoseconds = (uint)Pick(0, 5, 999_999_999),
    };

    private string Name() => random.Next(24) switch
    {
        0 => "../" + Pick<string>(Names),
        1 => "d/../../" + Pick<string>(Names),
        2 => outside + "/victim",
        3 => new string('n', Pick(99, 100, 101, 255, 256, 5_000)) + "/x",
        4 => string.Concat(Enumerable.Repeat("deep/", random.Next(1, 60))) + "x",
        5 => "odd\u00ff\u0080" + (char)random.Next(1, 32),
        6 => Pick("", ".", "./", "/", "..", "a\0/../../x"),
        _ => Pick<string>(Names),
    };

    private string Target() => random.Next(12) switch
    {
        0 => outside,
        1 => outside + "/victim",
        2 => outside + "/folder",
        3 => "../outside",
        4 => "../outside/victim",
        5 => "/",
        6 => "..",
        7 => ".",
        8 => "",
        9 => "own",
        _ => Pick<string>(Names),
    };

    private byte[] Pax()
    {
        var (key, value) = random.Next(9) switch
        {
            0 => ("path", Name()),
            1 => ("linkpath", Target()),
            2 => ("size", random.NextInt64(-5, 5_000).ToString(CultureInfo.InvariantCulture)),
            3 => ("mtime", Pick("1e28", "-1.5", "1e400", "x", "9223372036854775808")),
            4 => ("uid", Pick("0", "-1", "99999999999")),
            5 => ("GNU.sparse.name", Name()),
            6 => ("hdrcharset", "BINARY"),
            _ => ("path", Pick<string>(Names)),
        };
        var rest = $" {key}={value}\n";
        var length = rest.Length + 2;
        length = length < 100 ? length : rest.Length + (length < 998 ? 3 : 4);
        length += random.Next(20) == 0 ? random.Next(-9, 9) : 0;
        return Bytes(string.Create(CultureInfo.InvariantCulture, $"{length}{rest}"));
    }

    private void AddExtension(byte type, byte[] content) => Add(new TarEntry { Name = Bytes("ext"), Type = type, Size = content.Length }, content);

    private void Add(TarEntry entry, byte[] content)
    {
        _tar.Write(TarFormat.Encode(entry));
        _tar.Write(content);
        _tar.Write(new byte[TarFormat.Padding(content.Length)]);
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private T Pick<T>(params ReadOnlySpan<T> items) => items[random.Next(items.Length)];
}
