using System.Globalization;
using System.Text;

namespace Slipway.Model.Terminals;

/// <summary>
/// The one alphabet of what may not reach a terminal, a page or a line of a log as it is: what steers a terminal (C0, DEL, C1), what orders letters
/// anew (bidi), what hides (format characters, tags, blank letters) and what ends a line without being a line feed.
/// </summary>
/// <remarks>Joiners stay, because emoji and several scripts need them, and so do the format characters that are seen (Arabic number signs and their like).</remarks>
public static class UnsafeCharacters
{
    private const int FirstPlane14 = 0xE0000;
    private const int LastPlane14 = 0xE0FFF;

    /// <summary>Whether the character is one; tabs are not, line feeds are.</summary>
    public static bool Contains(Rune letter) => letter.Value switch
    {
        '\t' => false,
        < ' ' or 0x7F => true,
        < 0x80 => false,
        0x200C or 0x200D => false,
        // Letters of Hangul that are blank, which make names that nobody sees.
        0x115F or 0x1160 or 0x3164 or 0xFFA0 => true,
        // Tags and what is reserved beside them; variation selectors belong to their letter.
        >= FirstPlane14 and <= LastPlane14 => letter.Value is not (>= 0xE0100 and <= 0xE01EF),
        _ => Rune.GetUnicodeCategory(letter) switch
        {
            UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
            UnicodeCategory.Format => !IsSeen(letter.Value),
            _ => false,
        },
    };

    /// <summary>Signs that stand under or around the digits behind them.</summary>
    private static bool IsSeen(int value) => value is (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD;
}
