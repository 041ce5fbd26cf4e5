using System.Text;

namespace Slipway.Cli.Diagnostics;

/// <summary>Text that came from a file and is shown on a terminal.</summary>
internal static class TerminalText
{
    /// <summary>Replaces control characters, so that a config cannot steer the terminal that shows it.</summary>
    public static string Clean(string text)
    {
        if (!text.Any(IsControl))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            clean.Append(IsControl(letter) ? '\uFFFD' : letter);
        }

        return clean.ToString();
    }

    private static bool IsControl(char letter) => char.IsControl(letter) && letter != '\t';
}
