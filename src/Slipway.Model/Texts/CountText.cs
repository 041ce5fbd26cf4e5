using System.Globalization;

namespace Slipway.Model.Texts;

/// <summary>Counts as people read them: <c>1 job</c>, <c>2 jobs</c>.</summary>
public static class CountText
{
    /// <param name="one">The word for one.</param>
    /// <param name="many">That for several; null: with an s.</param>
    public static string Of(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one + "s")}");
}
