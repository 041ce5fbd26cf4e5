using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Slipway.Fuzz.Secrets;

/// <summary>The forms that programs give a text, each written here by another rule than the one that finds it.</summary>
internal static partial class SecretWriting
{
    private static readonly string[] Unseen = ["\e[1m", "\e[0;31m", "\u200b", "\e[K", "\u009b0m", "\e]8;;x\a"];

    /// <summary>All forms that are promised to be found.</summary>
    public static IReadOnlyList<SecretInForm> Forms(string secret, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        var base64 = Convert.ToBase64String(bytes);
        var percent = Uri.EscapeDataString(secret);
        List<string> forms =
        [
            secret,
            Inside(JsonSerializer.Serialize(secret, TextJson.Default.String)),
            Inside(JsonSerializer.Serialize(secret, TextJson.Default.String)).Replace("/", "\\/", StringComparison.Ordinal),
            JsonLetters(secret, random),
            percent,
            Lower(percent),
            percent.Replace("%20", "+", StringComparison.Ordinal),
            string.Concat(bytes.Select(code => random.Next(2) == 0 && char.IsAsciiLetterOrDigit((char)code) ? $"{(char)code}" : random.Next(2) == 0 ? $"%{code:x2}" : $"%{code:X2}")),
            WebUtility.HtmlEncode(secret),
            string.Concat(secret.EnumerateRunes().Select(letter => random.Next(2) == 0 ? $"&#{letter.Value};" : $"&#x{letter.Value:x};")),
            Convert.ToHexString(bytes),
            Convert.ToHexStringLower(bytes),
            base64,
            Lines(base64, 76),
            secret.Replace("'", "'\\''", StringComparison.Ordinal),
            secret.Replace("'", "'\"'\"'", StringComparison.Ordinal),
            string.Concat(secret.Select(letter => char.IsAscii(letter) && !char.IsAsciiLetterOrDigit(letter) && letter is not ('\n' or '\r') ? "\\" + letter : $"{letter}")),
        ];
        return [.. forms.Select(form => new SecretInForm(form, form)), Within([(byte)'u'], bytes, 2), Within("u:"u8.ToArray(), bytes, 3)];
    }

    /// <summary>Base64 of a longer text: the letters that depend on the secret alone are looked for, all but the last, which depends on how they are counted.</summary>
    private static SecretInForm Within(byte[] before, byte[] secret, int first)
    {
        var text = Convert.ToBase64String([.. before, .. secret, (byte)'@', (byte)'h']);
        return new SecretInForm(text, text[first..((before.Length + secret.Length) * 8 / 6)]);
    }

    /// <summary>As a terminal is shown it: with colours and other things that nobody sees between its letters.</summary>
    public static string Painted(string secret, Random random) =>
        string.Concat(secret.EnumerateRunes().Select((letter, index) => (index > 0 && random.Next(3) == 0 ? Unseen[random.Next(Unseen.Length)] : "") + letter));

    private static string Inside(string json) => json[1..^1];

    private static string JsonLetters(string secret, Random random) => string.Concat(secret.EnumerateRunes().Select(letter =>
        random.Next(3) > 0 || letter.Value is '"' or '\\' or < ' ' ? string.Concat(letter.ToString().Select(unit => $"\\u{(int)unit:x4}")) : letter.ToString()));

    private static string Lower(string percent) => PercentCode().Replace(percent, code => code.Value.ToLowerInvariant());

    [GeneratedRegex("%..")]
    private static partial Regex PercentCode();

    private static string Lines(string text, int width) => string.Join('\n', text.Chunk(width).Select(line => new string(line)));
}

/// <summary>A secret in one form.</summary>
/// <param name="Written">As it is written somewhere.</param>
/// <param name="Seen">What must not be seen of it.</param>
internal sealed record SecretInForm(string Written, string Seen);

[JsonSerializable(typeof(string))]
internal sealed partial class TextJson : JsonSerializerContext;
