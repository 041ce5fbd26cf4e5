using System.Globalization;

namespace Slipway.Config.Patterns;

/// <summary>The inside of .NET character classes for what Java names differently: its classes are ASCII unless told otherwise.</summary>
internal static class CharacterRanges
{
    public const string LineEnds = @"\n\r\u0085\u2028\u2029";

    private const string Blank = @" \t\xA0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000";
    private const string NotBlank = @"\x00-\x08\x0A-\x1F!-\x9F\xA1-\u167F\u1681-\u180D\u180F-\u1FFF\u200B-\u202E\u2030-\u205E\u2060-\u2FFF\u3001-\uFFFF";

    /// <summary>The inside of the class for <c>\d</c>, <c>\w</c> and so on; null for any other letter.</summary>
    public static string? OfEscape(char letter) => letter switch
    {
        'd' => "0-9",
        'D' => @"\x00-/:-\uFFFF",
        'w' => "a-zA-Z0-9_",
        'W' => @"\x00-/:-@\[-\^`\{-\uFFFF",
        's' => @" \t\n\x0B\f\r",
        'S' => @"\x00-\x08\x0E-\x1F!-\uFFFF",
        'h' => Blank,
        'H' => NotBlank,
        'v' => @"\n\x0B\f\r\u0085\u2028\u2029",
        'V' => @"\x00-\x09\x0E-\x84\x86-\u2027\u202A-\uFFFF",
        _ => null,
    };

    /// <summary>The inside of the class for Java's <c>\p{name}</c>, or its complement; null when .NET has no such class.</summary>
    public static string? OfProperty(string name, bool negated) => name switch
    {
        "Lower" => negated ? @"\x00-`\{-\uFFFF" : "a-z",
        "Upper" => negated ? @"\x00-@\[-\uFFFF" : "A-Z",
        "ASCII" => negated ? @"\x80-\uFFFF" : @"\x00-\x7F",
        "Alpha" => negated ? @"\x00-@\[-`\{-\uFFFF" : "a-zA-Z",
        "Digit" => OfEscape(negated ? 'D' : 'd'),
        "Alnum" => negated ? @"\x00-/:-@\[-`\{-\uFFFF" : "a-zA-Z0-9",
        "Punct" => negated ? @"\x00- 0-9A-Za-z\x7F-\uFFFF" : @"!-/:-@\[-`\{-~",
        "Graph" => negated ? @"\x00- \x7F-\uFFFF" : "!-~",
        "Print" => negated ? @"\x00-\x1F\x7F-\uFFFF" : @"\x20-~",
        "Blank" => negated ? @"\x00-\x08\x0A-\x1F!-\uFFFF" : @" \t",
        "Cntrl" => negated ? @" -~\x80-\uFFFF" : @"\x00-\x1F\x7F",
        "XDigit" => negated ? @"\x00-/:-@G-`g-\uFFFF" : "0-9a-fA-F",
        "Space" => OfEscape(negated ? 'S' : 's'),
        _ => OfUnicodeProperty(name, negated ? @"\P" : @"\p"),
    };

    /// <summary>One character, in a form that means itself inside and outside a class.</summary>
    public static string Literal(int character)
    {
        if (character > 0xFFFF)
        {
            return string.Concat(char.ConvertFromUtf32(character).Select(unit => Literal(unit)));
        }

        return char.IsAsciiLetterOrDigit((char)character)
            ? ((char)character).ToString()
            : @"\u" + character.ToString("X4", CultureInfo.InvariantCulture);
    }

    private static string? OfUnicodeProperty(string name, string escape) => Unprefixed(name) switch
    {
        "Alphabetic" or "javaAlphabetic" or "javaLetter" => escape + "{L}",
        "Letter" => escape + "{L}",
        "Lowercase" or "javaLowerCase" => escape + "{Ll}",
        "Uppercase" or "javaUpperCase" => escape + "{Lu}",
        "Punctuation" => escape + "{P}",
        "Control" => escape + "{Cc}",
        "javaDigit" => escape + "{Nd}",
        "White_Space" or "javaWhitespace" => escape == @"\p" ? @"\s" : @"\S",
        "L" or "Lu" or "Ll" or "Lt" or "Lm" or "Lo" or "M" or "Mn" or "Mc" or "Me" or "N" or "Nd" or "Nl" or "No" => $"{escape}{{{Unprefixed(name)}}}",
        "P" or "Pc" or "Pd" or "Ps" or "Pe" or "Pi" or "Pf" or "Po" or "S" or "Sm" or "Sc" or "Sk" or "So" => $"{escape}{{{Unprefixed(name)}}}",
        "Z" or "Zs" or "Zl" or "Zp" or "C" or "Cc" or "Cf" or "Cs" or "Co" or "Cn" => $"{escape}{{{Unprefixed(name)}}}",
        _ => OfBlock(name, escape),
    };

    private static string Unprefixed(string name) => name.StartsWith("Is", StringComparison.Ordinal) ? name[2..] : name;

    /// <summary>Java writes blocks <c>InGreek</c> and scripts <c>IsGreek</c>; .NET has blocks only, which is near enough for branch names.</summary>
    private static string? OfBlock(string name, string escape)
    {
        var block = name switch
        {
            "IsLatin" or "InBasicLatin" => "IsBasicLatin",
            "IsGreek" or "InGreek" => "IsGreek",
            "IsCyrillic" or "InCyrillic" => "IsCyrillic",
            "IsHebrew" or "InHebrew" => "IsHebrew",
            "IsArabic" or "InArabic" => "IsArabic",
            "IsHiragana" or "InHiragana" => "IsHiragana",
            "IsKatakana" or "InKatakana" => "IsKatakana",
            "IsHan" or "InCJKUnifiedIdeographs" => "IsCJKUnifiedIdeographs",
            _ => null,
        };
        return block is null ? null : $"{escape}{{{block}}}";
    }
}
