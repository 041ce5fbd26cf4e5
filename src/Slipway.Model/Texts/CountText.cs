using System.Globalization;

namespace Slipway.Model.Texts;

/// <summary>Counts as people read them: <c>1 job</c>, <c>2 jobs</c>.</summary>
public static class CountText
{
    /// <param name="one">The word for one.</param>
    /// <param name="many">That for several; null: with an s.</param>
    public static string Of(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one + "s")}");

    /// <summary>How many there are of each kind, in the order in which they come: <c>2 containers, 1 network</c>.</summary>
    /// <param name="kinds">The word for one, of each thing.</param>
    public static string OfEach(IEnumerable<string> kinds) => string.Join(", ", kinds.CountBy(kind => kind).Select(kind => Of(kind.Value, kind.Key)));
}
