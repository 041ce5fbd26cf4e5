using System.Globalization;
using System.Text;

namespace Slipway.Server.Git;

/// <summary>The lines in which git's programs talk to each other: four digits of length, then so many bytes.</summary>
/// <remarks>https://git-scm.com/docs/gitprotocol-common#_pkt_line_format.</remarks>
internal static class PacketLine
{
    public const int Longest = 65520;

    private const int Digits = 4;

    /// <summary>The end of a part.</summary>
    public static ReadOnlyMemory<byte> Flush { get; } = "0000"u8.ToArray();

    /// <returns>The content; null: a part ends. What was read is added to a copy.</returns>
    /// <exception cref="InvalidDataException">It is no such line.</exception>
    /// <exception cref="EndOfStreamException">There is none.</exception>
    public static async Task<byte[]?> ReadAsync(Stream stream, Stream? copy, CancellationToken cancellationToken)
    {
        var head = new byte[Digits];
        await stream.ReadExactlyAsync(head, cancellationToken);
        if (!int.TryParse(Encoding.ASCII.GetString(head), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length) || length is > Longest or (> 0 and < Digits))
        {
            throw new InvalidDataException("The request is not in git's form.");
        }

        var content = new byte[Math.Max(0, length - Digits)];
        await stream.ReadExactlyAsync(content, cancellationToken);
        copy?.Write(head);
        copy?.Write(content);
        return length == 0 ? null : content;
    }

    public static byte[] Write(ReadOnlySpan<byte> content) => [.. Encoding.ASCII.GetBytes((content.Length + Digits).ToString("x4", CultureInfo.InvariantCulture)), .. content];
}
