using System.Globalization;

namespace Slipway.Config.Compilation;

/// <summary>Writes numbers as CircleCI's agent does for unquoted values in an environment: 1000000 becomes 1e+06, 1.10 becomes 1.1.</summary>
internal static class GoNumber
{
    private const int PlainDigits = 6;

    public static string Format(double value)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }

        // "E16" would round; the shortest form that reads back is what is wanted.
        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var (digits, exponent) = Decompose(shortest);
        var sign = value < 0 ? "-" : string.Empty;
        if (exponent is >= -4 and < PlainDigits || value == 0)
        {
            return sign + Math.Abs(value).ToString("0.#####################", CultureInfo.InvariantCulture);
        }

        var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    /// <summary>The digits without zeros around them, and the power of ten of the first one.</summary>
    private static (string Digits, int Exponent) Decompose(string shortest)
    {
        var e = shortest.IndexOf('E', StringComparison.Ordinal);
        var power = e < 0 ? 0 : int.Parse(shortest.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var plain = e < 0 ? shortest : shortest[..e];
        var point = plain.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? plain : plain[..point];
        var all = point < 0 ? whole : whole + plain[(point + 1)..];
        var leading = all.Length - all.TrimStart('0').Length;
        var digits = all.Trim('0');
        return (digits.Length == 0 ? "0" : digits, power + whole.Length - 1 - leading);
    }
}
