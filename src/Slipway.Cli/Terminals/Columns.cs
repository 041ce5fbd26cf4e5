using System.Text;
using Wcwidth;

namespace Slipway.Cli.Terminals;

/// <summary>Texts in the columns of a terminal, where a letter has none, one or two.</summary>
internal static class Columns
{
    /// <summary>Signs that stand on one letter; more of them, piled up, would reach the lines around it.</summary>
    private const int MostSigns = 4;

    /// <summary>As much of a line as has room; what has no width of its own, such as a tab, is a blank.</summary>
    public static string Cut(string line, int columns)
    {
        var cut = new StringBuilder(Math.Min(line.Length, columns));
        var signs = 0;
        foreach (var letter in line.EnumerateRunes())
        {
            var width = UnicodeCalculator.GetWidth(letter);
            signs = width == 0 ? signs + 1 : 0;
            if (signs > MostSigns)
            {
                continue;
            }

            columns -= Math.Abs(width);
            if (columns < 0)
            {
                break;
            }

            cut.Append(width < 0 ? " " : letter.ToString());
        }

        return cut.ToString();
    }
}
