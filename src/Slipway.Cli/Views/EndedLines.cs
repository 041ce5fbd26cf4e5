using System.Text.RegularExpressions;
using Slipway.Execution.Logs;

namespace Slipway.Cli.Views;

/// <summary>The last lines of what has ended, for a terminal whose screen must be painted anew.</summary>
internal sealed partial class EndedLines
{
    private const int Most = 200;
    private readonly Queue<string> _lines = new();

    /// <param name="text">One or several lines.</param>
    public void Add(string text)
    {
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            _lines.Enqueue(line);
            if (_lines.Count > Most)
            {
                _lines.Dequeue();
            }
        }
    }

    /// <summary>As many of the last lines as have room, each with its line feed.</summary>
    public string Last(int rows, int width)
    {
        var taken = _lines.Reverse().TakeWhile(line => (rows -= RowsOf(line, width)) >= 0).Reverse();
        return string.Concat(taken.Select(line => line + "\n"));
    }

    /// <summary>How many rows a line has on a terminal that wraps it.</summary>
    public static int RowsOf(string line, int width) => 1 + (Math.Max(0, TerminalWidth.Of(Colour().Replace(line, "")) - 1) / width);

    [GeneratedRegex(@"\e\[[0-9;]*m")]
    private static partial Regex Colour();
}
