using System.Buffers;

namespace Slipway.Config.Processed;

/// <summary>
/// Tells whether a text needs no quotes: whether every reader, of YAML 1.1 (https://yaml.org/type/) or 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema) and with the
/// extras of the libraries that people use, takes it for this text and for nothing else. In doubt it does: quotes do no harm.
/// </summary>
internal static class PlainText
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "~", "null", "nil", "none", "true", "false", "yes", "no", "on", "off", "y", "n", "<<", "=", "inf", "nan", "infinity",
    };

    /// <summary>What a text can begin with, beside letters and digits.</summary>
    private static readonly SearchValues<char> Starts = SearchValues.Create("/_.$()~+;^\\<=-");

    /// <summary>What numbers, dates and times in all their forms are made of: digits of any base, signs, marks of exponents and bases, and what stands between them.</summary>
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789abcdefABCDEFxXoOpPtTzZ_.,:+- /");

    public static bool IsSafe(string text) =>
        text.Length > 0
        && !text.AsSpan().ContainsAnyExceptInRange(' ', '~')
        && (char.IsAsciiLetterOrDigit(text[0]) || Starts.Contains(text[0]))
        && text[^1] is not (' ' or ':')
        && !text.Contains(": ", StringComparison.Ordinal)
        && !text.Contains(" #", StringComparison.Ordinal)
        && !text.StartsWith("- ", StringComparison.Ordinal)
        && !text.StartsWith("--- ", StringComparison.Ordinal)
        && text is not ("-" or "---" or "..." or ".")
        && !Words.Contains(text)
        && !IsLikeNumber(text);

    /// <summary>The same of a key: YamlDotNet reads no key in which a star stands behind a blank, as in <c>test *.py</c>.</summary>
    public static bool IsSafeKey(string text) => IsSafe(text) && !text.Contains(" *", StringComparison.Ordinal);

    private static bool IsLikeNumber(string text)
    {
        var rest = text.AsSpan().TrimStart("+-.");
        return rest.IsEmpty
            || (char.IsAsciiDigit(rest[0]) && !rest.ContainsAnyExcept(OfNumbers))
            || (rest.Length < text.Length && Words.Contains(rest.ToString()));
    }
}
