using System.Text;
using Slipway.Model.Terminals;

namespace Slipway.Execution.Masking;

/// <summary>
/// Which texts of a secret must not be seen: the whole, also without the blanks and line ends around it, and each of its lines without its indentation.
/// Each is looked for as it is, in base64, with a line feed behind it or not and at any place of a longer text, and in hexadecimal; as it is and in base64 in UTF-16
/// as well, which PowerShell makes of the commands that it encodes.
/// </summary>
internal static class SecretTexts
{
    /// <summary>Base64 of fewer letters would mask innocent text. A value of four bytes has six.</summary>
    private const int ShortestBase64 = 6;
    /// <summary>What a secret of six bytes has at its worst place within a longer text.</summary>
    private const int ShortestWithin = 7;
    private const int Base64Bits = 6;
    private const int ByteBits = 8;
    private const int Alignments = 3;
    private static readonly Encoding[] Utf16 = [Encoding.Unicode, Encoding.BigEndianUnicode];
    private static readonly string[] NoSecrets = ["true", "True", "false", "False"];

    /// <summary>All forms of all values, each of them once.</summary>
    public static IEnumerable<SecretForm> Forms(IEnumerable<string> values)
    {
        var texts = values.Where(IsSecret).SelectMany(Texts).Where(IsSecret).ToHashSet();
        return texts.Select(SecretForm.OfText)
            .Concat(texts.Where(text => !Ascii.IsValid(text)).SelectMany(text => Utf16.Select(encoding => SecretForm.OfBytes(encoding.GetBytes(text)))))
            .Concat(texts.SelectMany(Base64).ToHashSet().Select(SecretForm.OfBase64))
            .Concat(texts.Select(text => SecretForm.OfHexadecimal(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)))));
    }

    private static bool IsSecret(string text) => text.Length >= SecretPatterns.ShortestSecret && !NoSecrets.Contains(text);

    /// <summary>A text of ASCII alone needs no form for UTF-16: between its letters are zeros, which nobody sees. A line with its indentation needs no form of its own: its letters are found in it.</summary>
    private static IEnumerable<string> Texts(string value) =>
        // Where a text is cleaned before it is masked, a secret with letters that nobody sees is cleaned as well.
        [value, value.Trim(), TerminalText.Clean(value), .. value.Split('\n').Select(line => line.Trim())];

    private static IEnumerable<string> Base64(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Base64([bytes, [.. bytes, (byte)'\n']], bytes).Concat(Utf16.Select(encoding => encoding.GetBytes(text)).SelectMany(wide => Base64([wide], wide)));
    }

    private static IEnumerable<string> Base64(byte[][] wholes, byte[] part) =>
        // What fills up the last letters is no secret, and often left out.
        wholes.Select(whole => Convert.ToBase64String(whole).TrimEnd('=')).Where(letters => letters.Length >= ShortestBase64)
            .Concat(Within(part).Where(letters => letters.Length >= ShortestWithin));

    /// <summary>The letters that depend on the secret alone, where it stands in a longer text.</summary>
    private static IEnumerable<string> Within(byte[] secret)
    {
        for (var shift = 0; shift < Alignments; shift++)
        {
            var first = ((shift * ByteBits) + Base64Bits - 1) / Base64Bits;
            var end = (shift + secret.Length) * ByteBits / Base64Bits;
            yield return Convert.ToBase64String([.. new byte[shift], .. secret])[Math.Min(first, end)..end];
        }
    }
}
