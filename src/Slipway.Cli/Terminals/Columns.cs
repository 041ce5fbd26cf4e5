using System.Globalization;
using System.Text;
using Slipway.Execution.Logs;

namespace Slipway.Cli.Terminals;

/// <summary>Texts in the columns of a terminal.</summary>
internal static class Columns
{
    /// <summary>Signs that stand on one letter; more of them, piled up, would reach the lines around it.</summary>
    private const int MostSigns = 4;

    /// <summary>As much of a line as has room; what has no width of its own, such as a tab, is a blank. No letter and no emoji is taken apart.</summary>
    public static string Cut(string line, int columns)
    {
        var cut = new StringBuilder(Math.Min(line.Length, Math.Max(columns, 0)));
        for (var at = 0; at < line.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(line, at);
            var element = line.AsSpan(at, length);
            columns -= TerminalWidth.OfElement(element);
            if (columns < 0)
            {
                break;
            }

            Add(cut, element);
            at += length;
        }

        return cut.ToString();
    }

    private static void Add(StringBuilder cut, ReadOnlySpan<char> element)
    {
        var signs = 0;
        foreach (var letter in element.EnumerateRunes())
        {
            var width = TerminalWidth.Of(letter);
            signs = width == 0 ? signs + 1 : 0;
            if (signs <= MostSigns)
            {
                cut.Append(Rune.IsControl(letter) ? " " : letter.ToString());
            }
        }
    }
}
