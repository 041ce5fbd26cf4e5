using System.Globalization;
using System.Text;

namespace Slipway.Model.Archives;

/// <summary>
/// Reads a tar entry by entry, with the pax and GNU extensions for long names, large sizes and fine times. The one reader of both sides, so that the runner
/// cannot be made to see another archive than the agent. The archive may be anybody's: what is held in memory of it is bounded.
/// </summary>
public sealed class TarReader(IByteSource source)
{
    private const int LongestExtension = 1024 * 1024;
    private const byte Sparse = (byte)'S';
    private const string SparseKeys = "GNU.sparse.";

    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;
    private long _content;
    private int _padding;
    private long _extended;

    /// <summary>The next entry, or null at the end. What is left of the last one's content is skipped.</summary>
    /// <exception cref="BadArchiveException">This is no tar, or it ends within an entry.</exception>
    public TarEntry? Next()
    {
        Skip();
        _extended = 0;
        var extensions = new Dictionary<string, byte[]>();
        while (true)
        {
            if (!Fill(TarFormat.Block))
            {
                return _start == _end ? null : throw Truncated();
            }

            var block = _buffer.AsSpan(_start, TarFormat.Block);
            if (block.IndexOfAnyExcept((byte)0) < 0)
            {
                Drain();
                return null;
            }

            var entry = Parse(block);
            _start += TarFormat.Block;
            switch (entry.Type)
            {
                case (byte)'x':
                    ReadPax(Extension(entry.Size), extensions);
                    break;
                case (byte)'g':
                    Extension(entry.Size);
                    break;
                case (byte)'L':
                    extensions["path"] = UpToZero(Extension(entry.Size)).ToArray();
                    break;
                case (byte)'K':
                    extensions["linkpath"] = UpToZero(Extension(entry.Size)).ToArray();
                    break;
                case Sparse:
                    throw new BadArchiveException("The archive has sparse files, which are not read here.");
                default:
                    return Begin(Extend(entry, extensions));
            }
        }
    }

    /// <summary>More of the current entry's content; empty at its end. Valid until the next call.</summary>
    /// <param name="most">How many bytes at most.</param>
    public ReadOnlySpan<byte> ReadContent(int most = int.MaxValue)
    {
        if (_content == 0)
        {
            return [];
        }

        if (_start == _end && !Fill(1))
        {
            throw Truncated();
        }

        var length = (int)Math.Min(_content, Math.Min(most, _end - _start));
        var content = _buffer.AsSpan(_start, length);
        _start += length;
        _content -= length;
        return content;
    }

    private TarEntry Begin(TarEntry entry)
    {
        // Links, folders, devices and pipes have none, whatever their size says; a kind that nobody knows is skipped with its content.
        var hasContent = entry.Type is < TarEntry.HardLink or > TarEntry.Fifo;
        _content = hasContent ? entry.Size : 0;
        _padding = hasContent ? TarFormat.Padding(entry.Size) : 0;
        return entry.Type is 0 or (byte)'7' ? entry with { Type = TarEntry.File } : entry;
    }

    private void Skip()
    {
        while (ReadContent().Length > 0)
        {
        }

        if (_padding > 0 && !Fill(_padding))
        {
            throw Truncated();
        }

        _start += _padding;
        _padding = 0;
    }

    /// <summary>Takes what follows the end mark, so that the sender is not left with it.</summary>
    private void Drain()
    {
        do
        {
            _start = _end = 0;
        }
        while (Fill(1));
    }

    private byte[] Extension(long size)
    {
        if (size > LongestExtension - _extended)
        {
            throw new BadArchiveException("The archive has an unreasonably long extension header.");
        }

        _extended += size;
        var content = new byte[size];
        _content = size;
        _padding = TarFormat.Padding(size);
        for (var at = 0; at < size;)
        {
            var part = ReadContent();
            part.CopyTo(content.AsSpan(at));
            at += part.Length;
        }

        Skip();
        return content;
    }

    private static void ReadPax(ReadOnlySpan<byte> records, Dictionary<string, byte[]> extensions)
    {
        while (records.Length > 0)
        {
            var space = records.IndexOf((byte)' ');
            var equals = records.IndexOf((byte)'=');
            if (space <= 0 || equals < space || !int.TryParse(records[..space], CultureInfo.InvariantCulture, out var length)
                || length > records.Length || length <= equals + 1)
            {
                throw new BadArchiveException("The archive has a malformed pax header.");
            }

            extensions[Encoding.ASCII.GetString(records[(space + 1)..equals])] = records[(equals + 1)..(length - 1)].ToArray();
            records = records[length..];
        }
    }

    private static TarEntry Extend(TarEntry entry, Dictionary<string, byte[]> extensions)
    {
        if (extensions.Count == 0)
        {
            return entry;
        }

        if (extensions.Keys.Any(key => key.StartsWith(SparseKeys, StringComparison.Ordinal)))
        {
            throw new BadArchiveException("The archive has sparse files, which are not read here.");
        }

        var extended = entry with
        {
            Name = extensions.TryGetValue("path", out var path) ? path : entry.Name,
            Link = extensions.TryGetValue("linkpath", out var link) ? link : entry.Link,
            Size = Number(extensions, "size") ?? entry.Size,
            User = (uint)(Number(extensions, "uid") ?? entry.User),
            Group = (uint)(Number(extensions, "gid") ?? entry.Group),
        };
        if (!extensions.TryGetValue("mtime", out var time)
            || !decimal.TryParse(Encoding.ASCII.GetString(time), NumberStyles.Float, CultureInfo.InvariantCulture, out var modified))
        {
            return extended;
        }

        modified = decimal.Clamp(modified, long.MinValue, long.MaxValue);
        var seconds = decimal.Floor(modified);
        return extended with { ModifiedSeconds = (long)seconds, ModifiedNanoseconds = (uint)((modified - seconds) * 1_000_000_000) };
    }

    private static long? Number(Dictionary<string, byte[]> extensions, string key) =>
        extensions.TryGetValue(key, out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : null;

    private static TarEntry Parse(ReadOnlySpan<byte> block)
    {
        var sum = 0;
        for (var i = 0; i < block.Length; i++)
        {
            sum += i is >= 148 and < 156 ? ' ' : block[i];
        }

        if (Octal(block[148..156]) != sum)
        {
            throw new BadArchiveException("This is no tar archive, or it is damaged.");
        }

        var name = UpToZero(block[..100]);
        var prefix = block[257..263].SequenceEqual("ustar\0"u8) ? UpToZero(block[345..500]) : [];
        return new TarEntry
        {
            Name = prefix.Length == 0 ? name.ToArray() : (byte[])[.. prefix, (byte)'/', .. name],
            Mode = (uint)Octal(block[100..108]) & 0xFFF,
            User = (uint)Octal(block[108..116]),
            Group = (uint)Octal(block[116..124]),
            Size = Octal(block[124..136]),
            ModifiedSeconds = Octal(block[136..148]),
            Type = block[156],
            Link = UpToZero(block[157..257]).ToArray(),
        };
    }

    private static ReadOnlySpan<byte> UpToZero(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }

    /// <summary>Octal digits, or GNU's binary form for large numbers.</summary>
    private static long Octal(ReadOnlySpan<byte> field)
    {
        var number = 0L;
        if ((field[0] & 0x80) != 0)
        {
            foreach (var b in field[1..])
            {
                number = (number << 8) | b;
            }

            return number & long.MaxValue;
        }

        foreach (var b in field)
        {
            if (b is >= (byte)'0' and <= (byte)'7')
            {
                number = (number << 3) | (uint)(b - '0');
            }
        }

        return number;
    }

    private bool Fill(int needed)
    {
        if (_buffer.Length - _start < needed || _start == _end)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        while (_end - _start < needed)
        {
            var read = source.Read(_buffer.AsSpan(_end));
            if (read == 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }

    private static BadArchiveException Truncated() => new("The archive ends too early.", endsEarly: true);
}
