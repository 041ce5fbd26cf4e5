using System.Globalization;
using System.Text;
using Wcwidth;

namespace Slipway.Execution.Logs;

/// <summary>How many columns of a terminal a text has: letters have none, one or two, and what is read as one emoji has two.</summary>
/// <remarks>Letters as in Unicode's East Asian Width (https://www.unicode.org/reports/tr11/), emoji as in https://www.unicode.org/reports/tr51/.</remarks>
public static class TerminalWidth
{
    private const int Joiner = 0x200D;
    private const int EmojiStyle = 0xFE0F;
    private const int FirstFlagLetter = 0x1F1E6;
    private const int LastFlagLetter = 0x1F1FF;

    /// <summary>No emoji that is recommended has more characters; what has may be shown one by one.</summary>
    private const int LongestEmoji = 10;

    /// <summary>Of a text that has no controls.</summary>
    public static int Of(string text)
    {
        var width = 0;
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            width += OfElement(text.AsSpan(at, length));
            at += length;
        }

        return width;
    }

    /// <summary>Of a letter with all that stands on it, or of one emoji.</summary>
    public static int OfElement(ReadOnlySpan<char> element)
    {
        if (element.Length == 1 && element[0] is >= ' ' and <= '~')
        {
            return 1;
        }

        var (sum, count, isEmoji) = (0, 0, false);
        foreach (var letter in element.EnumerateRunes())
        {
            sum += Of(letter);
            isEmoji |= count > 0 && letter.Value is Joiner or EmojiStyle || IsSkin(letter) || letter.Value is >= FirstFlagLetter and <= LastFlagLetter && count == 1;
            count++;
        }

        return isEmoji && sum > 0 && count <= LongestEmoji ? HasWide(element, sum) : sum;
    }

    /// <summary>Of one character; a control has one column, for a blank stands in its place.</summary>
    public static int Of(Rune letter) => Math.Abs(UnicodeCalculator.GetWidth(letter));

    /// <summary>A joiner stands in some scripts too, where it makes nothing wide.</summary>
    private static int HasWide(ReadOnlySpan<char> element, int sum)
    {
        var isWide = false;
        foreach (var letter in element.EnumerateRunes())
        {
            isWide |= letter.Value is EmojiStyle or (>= FirstFlagLetter and <= LastFlagLetter) || IsSkin(letter) || Of(letter) == 2;
        }

        return isWide ? 2 : sum;
    }

    private static bool IsSkin(Rune letter) => letter.Value is >= 0x1F3FB and <= 0x1F3FF;
}
