using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Slipway.Linux.Kernel;

/// <summary>
/// Paths as text. The kernel's names are bytes and need not be UTF-8: a byte that belongs to no letter is half of a surrogate pair here (U+DC80 to U+DCFF), which
/// no UTF-8 can be, so that every name has a text of its own and comes back as it was. All bytes that mean something in a path are letters.
/// </summary>
/// <remarks>https://peps.python.org/pep-0383/, where this form is from.</remarks>
public static class PathText
{
    private const int FirstStray = 0xdc80;
    private const int LastStray = 0xdcff;
    private const int StrayByte = 0xff;

    /// <summary>The text of a name, a path or a list of them.</summary>
    public static string Of(ReadOnlySpan<byte> path)
    {
        if (Utf8.IsValid(path))
        {
            return Encoding.UTF8.GetString(path);
        }

        var text = new StringBuilder(path.Length);
        while (path.Length > 0)
        {
            if (Rune.DecodeFromUtf8(path, out var letter, out var length) == OperationStatus.Done)
            {
                text.Append(letter.ToString());
            }
            else
            {
                // Byte by byte: what follows may begin a letter.
                length = 1;
                text.Append((char)((FirstStray & ~StrayByte) | path[0]));
            }

            path = path[length..];
        }

        return text.ToString();
    }

    /// <summary>The bytes of such a text; of any other, its UTF-8.</summary>
    public static byte[] Bytes(string path)
    {
        if (IsUnicode(path))
        {
            return Encoding.UTF8.GetBytes(path);
        }

        var bytes = new List<byte>(path.Length);
        Span<byte> letter = stackalloc byte[4];
        for (var rest = path.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) == OperationStatus.Done || !IsStray(rest[0]))
            {
                bytes.AddRange(letter[..rune.EncodeToUtf8(letter)]);
            }
            else
            {
                bytes.Add((byte)(rest[0] & StrayByte));
            }

            rest = rest[length..];
        }

        return [.. bytes];
    }

    /// <summary>Whether each of its bytes belongs to a letter, so that the framework's own calls take it as well.</summary>
    public static bool IsUnicode(string path)
    {
        for (var rest = path.AsSpan(); rest.IndexOfAnyInRange((char)FirstStray, (char)LastStray) is >= 0 and var at; rest = rest[(at + 1)..])
        {
            if (at == 0 || !char.IsHighSurrogate(rest[at - 1]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsStray(char letter) => letter is >= (char)FirstStray and <= (char)LastStray;
}
