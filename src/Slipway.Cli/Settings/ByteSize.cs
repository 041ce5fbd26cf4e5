using System.Globalization;
using Slipway.Cli.Exits;

namespace Slipway.Cli.Settings;

/// <summary>Sizes as people write them: <c>512M</c>, <c>4G</c>, <c>1.5GiB</c>, plain bytes.</summary>
internal static class ByteSize
{
    private const string Units = "BKMGT";

    public static long? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }
        var trimmed = text.ToUpperInvariant().Replace("IB", "", StringComparison.Ordinal).TrimEnd('B');
        var unit = trimmed.Length > 0 ? Units.IndexOf(trimmed[^1], StringComparison.Ordinal) : -1;
        var digits = unit > 0 ? trimmed[..^1] : trimmed;
        var factor = 1L << (10 * Math.Max(unit, 0));
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number <= long.MaxValue / factor ? (long)(number * factor) : throw new UsageException($"'{text}' is more than any machine has; write it like 512M or 4G.")
            : throw new UsageException($"'{text}' is no size; write it like 512M or 4G.");
    }
}
