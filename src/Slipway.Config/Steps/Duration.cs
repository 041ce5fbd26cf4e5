using System.Buffers;
using System.Globalization;

namespace Slipway.Config.Steps;

/// <summary>Reads durations such as <c>30s</c>, <c>1.25h</c> or <c>1h30m</c>.</summary>
internal static class Duration
{
    private const double MaxHours = 24 * 365;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public static TimeSpan? Parse(string text)
    {
        var rest = text.AsSpan().Trim();
        var hours = 0.0;
        if (rest.IsEmpty)
        {
            return null;
        }

        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || UnitInHours(rest[digits]) is not { } unit)
            {
                return null;
            }

            hours += amount * unit;
            rest = rest[(digits + 1)..];
        }

        return hours > MaxHours ? null : TimeSpan.FromMilliseconds(Math.Round(hours * 3_600_000));
    }

    /// <summary>The shortest way to write it with one unit.</summary>
    public static string Format(TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        return seconds % 3600 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}h")
            : seconds % 60 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}m")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds}s");
    }

    private static double? UnitInHours(char unit) => unit switch
    {
        'h' => 1,
        'm' => 1 / 60.0,
        's' => 1 / 3600.0,
        _ => null,
    };
}
