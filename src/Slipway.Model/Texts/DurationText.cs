using System.Globalization;

namespace Slipway.Model.Texts;

/// <summary>Times as people read them: <c>0.42 s</c>, <c>12.3 s</c>, <c>2 min 5 s</c>, <c>10 min</c>, <c>1 h 3 min</c>.</summary>
public static class DurationText
{
    public static string Of(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 9.995 } when duration.Ticks % TimeSpan.TicksPerSecond != 0 => Seconds(duration, "0.00"),
        { TotalSeconds: < 59.95 } => Seconds(duration, "0.#"),
        { TotalSeconds: < 3599.5 } => Pair((long)Math.Round(duration.TotalSeconds), 60, "min", "s"),
        _ => Pair((long)Math.Round(duration.TotalMinutes), 60, "h", "min"),
    };

    private static string Seconds(TimeSpan duration, string format) => duration.TotalSeconds.ToString(format, CultureInfo.InvariantCulture) + " s";

    private static string Pair(long count, int each, string large, string small) =>
        string.Create(CultureInfo.InvariantCulture, $"{count / each} {large}{(count % each > 0 ? $" {count % each} {small}" : "")}");
}
