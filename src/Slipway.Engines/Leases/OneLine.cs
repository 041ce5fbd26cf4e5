namespace Slipway.Engines.Leases;

/// <summary>Others' words as they may stand in a log and on a terminal.</summary>
internal static class OneLine
{
    /// <summary>The text with a blank for each character that steers a terminal or ends a line.</summary>
    public static string Of(IEnumerable<char> text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
