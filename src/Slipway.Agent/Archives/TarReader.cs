using System.Globalization;
using System.Text;

namespace Slipway.Agent.Archives;

/// <summary>Reads a tar entry by entry, in the dialects of POSIX (pax), GNU and the old ustar.</summary>
internal sealed class TarReader(IByteSource source)
{
    private const int LongestExtension = 1024 * 1024;

    private readonly byte[] _block = new byte[TarHeader.Length];
    private long _left;
    private int _padding;

    /// <summary>The next entry, its long names and extended fields put in; null at the end. Skips what is left of the one before.</summary>
    /// <exception cref="BadArchiveException">It is damaged or ends too early.</exception>
    public TarHeader? Next()
    {
        byte[]? longName = null;
        byte[]? longTarget = null;
        Dictionary<string, byte[]>? extended = null;
        while (true)
        {
            SkipContent();
            if (!TryReadBlock() || _block.AsSpan().IndexOfAnyExcept((byte)0) < 0)
            {
                return null;
            }

            var header = TarHeader.Read(_block);
            _left = HasContent(header.Kind) ? header.Size : 0;
            _padding = (int)(-_left & (TarHeader.Length - 1));
            switch (header.Kind)
            {
                case TarKind.LongName:
                    longName = Trimmed(ReadExtension());
                    break;
                case TarKind.LongLinkTarget:
                    longTarget = Trimmed(ReadExtension());
                    break;
                case TarKind.Extended:
                    extended = Records(ReadExtension());
                    break;
                case TarKind.GlobalExtended:
                    break;
                default:
                    return Apply(header with { Name = longName ?? header.Name, LinkTarget = longTarget ?? header.LinkTarget }, extended);
            }
        }
    }

    /// <summary>The current entry's content; 0 at its end.</summary>
    public int Read(Span<byte> buffer)
    {
        if (_left == 0)
        {
            return 0;
        }

        var read = source.Read(buffer.Length > _left ? buffer[..(int)_left] : buffer);
        if (read == 0)
        {
            throw TooShort();
        }

        _left -= read;
        return read;
    }

    /// <summary>Reads whatever follows the archive's end, so that its sender is not left waiting.</summary>
    public void Drain()
    {
        var rest = new byte[64 * 1024];
        while (source.Read(rest) > 0)
        {
        }
    }

    private static bool HasContent(TarKind kind) => kind is TarKind.File or TarKind.ContiguousFile or TarKind.LongName
        or TarKind.LongLinkTarget or TarKind.Extended or TarKind.GlobalExtended;

    private TarHeader Apply(TarHeader header, Dictionary<string, byte[]>? extended)
    {
        if (extended is null)
        {
            return header;
        }

        var changed = header with
        {
            Name = extended.GetValueOrDefault("path", header.Name),
            LinkTarget = extended.GetValueOrDefault("linkpath", header.LinkTarget),
            Size = Number(extended, "size", header.Size),
            User = Number(extended, "uid", header.User),
            Group = Number(extended, "gid", header.Group),
            Modified = Number(extended, "mtime", header.Modified),
        };
        _left = HasContent(changed.Kind) ? changed.Size : 0;
        _padding = (int)(-_left & (TarHeader.Length - 1));
        return changed;
    }

    private static long Number(Dictionary<string, byte[]> records, string name, long otherwise) =>
        records.TryGetValue(name, out var text)
        && decimal.TryParse(Encoding.ASCII.GetString(text), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? (long)Math.Floor(number)
            : otherwise;

    /// <summary>Records of "LENGTH NAME=VALUE\n", the length counting itself.</summary>
    private static Dictionary<string, byte[]> Records(byte[] bytes)
    {
        var records = new Dictionary<string, byte[]>();
        ReadOnlySpan<byte> rest = bytes;
        while (rest.Length > 0)
        {
            var space = rest.IndexOf((byte)' ');
            if (space <= 0 || !int.TryParse(rest[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= space + 1 || length > rest.Length)
            {
                throw new BadArchiveException("The archive is damaged: an extended header cannot be read.");
            }

            var record = rest[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals > 0)
            {
                records[Encoding.UTF8.GetString(record[..equals])] = record[(equals + 1)..].ToArray();
            }

            rest = rest[length..];
        }

        return records;
    }

    private byte[] ReadExtension()
    {
        if (_left is < 0 or > LongestExtension)
        {
            throw new BadArchiveException("The archive is damaged: a name is too long.");
        }

        var bytes = new byte[_left];
        for (var filled = 0; filled < bytes.Length;)
        {
            filled += Read(bytes.AsSpan(filled));
        }

        return bytes;
    }

    private void SkipContent()
    {
        Span<byte> waste = stackalloc byte[4096];
        while (Read(waste) > 0)
        {
        }

        for (; _padding > 0;)
        {
            var read = source.Read(waste[.._padding]);
            _padding -= read > 0 ? read : throw TooShort();
        }
    }

    private bool TryReadBlock()
    {
        for (var filled = 0; filled < _block.Length;)
        {
            var read = source.Read(_block.AsSpan(filled));
            if (read == 0)
            {
                return filled == 0 ? false : throw TooShort();
            }

            filled += read;
        }

        return true;
    }

    private static byte[] Trimmed(byte[] text)
    {
        var end = Array.IndexOf(text, (byte)0);
        return end < 0 ? text : text[..end];
    }

    private static BadArchiveException TooShort() => new("The archive ends too early.");
}
