using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Config.Yaml;

/// <summary>Gives unquoted scalars their YAML 1.1 kind and value (https://yaml.org/type/).</summary>
internal static partial class ScalarResolver
{
    public static ScalarKind Resolve(string text)
    {
        if (text.Length == 0)
        {
            return ScalarKind.Null;
        }

        var first = text[0];
        if (char.IsAsciiDigit(first) || first is '-' or '+' or '.')
        {
            return ResolveNumber(text);
        }

        return text switch
        {
            "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
            "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => ScalarKind.Boolean,
            "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => ScalarKind.Boolean,
            _ => ScalarKind.Text,
        };
    }

    /// <summary>The value of a scalar that is a <see cref="ScalarKind.Boolean"/>.</summary>
    public static bool IsTrue(string text) => text[0] is 't' or 'T' or 'y' or 'Y' || text is "on" or "On" or "ON";

    /// <summary>The value of a scalar that is a <see cref="ScalarKind.Integer"/>; null when it does not fit into 64 bits.</summary>
    public static long? ToInteger(string text)
    {
        var digits = text.Replace("_", string.Empty, StringComparison.Ordinal).AsSpan();
        var negative = digits[0] == '-';
        if (digits[0] is '-' or '+')
        {
            digits = digits[1..];
        }

        var value = digits switch
        {
            ['0', 'x', .. var hexadecimal] => Parse(hexadecimal, 16),
            ['0', 'b', .. var binary] => Parse(binary, 2),
            ['0', _, ..] => Parse(digits[1..], 8),
            _ => digits.Contains(':') ? ParseSexagesimal(digits) : Parse(digits, 10),
        };
        return negative ? -value : value;
    }

    /// <summary>The value of a scalar that is a <see cref="ScalarKind.Integer"/> or a <see cref="ScalarKind.Float"/>.</summary>
    public static double ToNumber(string text)
    {
        if (Resolve(text) == ScalarKind.Integer && ToInteger(text) is { } integer)
        {
            return integer;
        }

        return text.TrimStart('+', '-').ToUpperInvariant() switch
        {
            ".NAN" => double.NaN,
            ".INF" => text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            _ => double.TryParse(text.Replace("_", string.Empty, StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN,
        };
    }

    private static ScalarKind ResolveNumber(string text)
    {
        if (text.Length > 64)
        {
            return ScalarKind.Text;
        }

        return IntegerPattern().IsMatch(text) ? ScalarKind.Integer
            : FloatPattern().IsMatch(text) ? ScalarKind.Float
            : ScalarKind.Text;
    }

    private static long? Parse(ReadOnlySpan<char> digits, int radix)
    {
        long value = 0;
        foreach (var digit in digits)
        {
            var worth = char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
            if (value > (long.MaxValue - worth) / radix)
            {
                return null;
            }

            value = (value * radix) + worth;
        }

        return value;
    }

    private static long? ParseSexagesimal(ReadOnlySpan<char> digits)
    {
        long? value = 0;
        foreach (var part in digits.Split(':'))
        {
            value = (value * 60) + Parse(digits[part], 10);
        }

        return value;
    }

    [GeneratedRegex(@"^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex IntegerPattern();

    [GeneratedRegex(@"^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z", RegexOptions.CultureInvariant)]
    private static partial Regex FloatPattern();
}
