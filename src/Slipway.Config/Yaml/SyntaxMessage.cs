using Slipway.Model.Diagnostics;
using YamlDotNet.Core;

namespace Slipway.Config.Yaml;

/// <summary>Says in plain words what the YAML parser found, and where a person would look for it.</summary>
internal static class SyntaxMessage
{
    /// <param name="exception">What the parser threw.</param>
    /// <param name="reached">How far it had read.</param>
    /// <param name="text">The whole text.</param>
    public static (SourcePosition Place, string Message, string? Hint) For(YamlException exception, SourcePosition reached, string text)
    {
        var place = YamlTreeBuilder.Position(exception.Start);
        var message = exception.Message;
        if (message.Contains("tab", StringComparison.OrdinalIgnoreCase) && FindTab(text, reached.Line) is { } tab)
        {
            return (tab, "a tab cannot indent", "Replace the tab with spaces.");
        }

        var line = Line(text, place.Line);
        if (message.Contains("mapping values", StringComparison.OrdinalIgnoreCase) || message.Contains("invalid mapping", StringComparison.OrdinalIgnoreCase))
        {
            return (place, "a 'key: value' cannot stand here", "Check the indentation of this line and the one above, or quote a text that holds ': '.");
        }

        if (message.Contains("expected key", StringComparison.OrdinalIgnoreCase) || message.Contains("block mapping", StringComparison.OrdinalIgnoreCase))
        {
            return (place, "a key was expected here", "Check the indentation: keys of one map start in the same column.");
        }

        if (message.Contains("'-' indicator", StringComparison.Ordinal) || message.Contains("block collection", StringComparison.OrdinalIgnoreCase))
        {
            return (place, "a list item '- …' was expected here", "Check the indentation: items of one list start in the same column.");
        }

        return (place, Plain(message), StartsWithReserved(line) ? "Quote a text that starts with '@', '`' or '%'." : null);
    }

    /// <summary>The tab in the indentation of the line that was reached, or of the one before it.</summary>
    private static SourcePosition? FindTab(string text, int reached)
    {
        for (var number = reached; number >= Math.Max(1, reached - 1); number--)
        {
            var line = Line(text, number);
            var indent = line.AsSpan(0, line.Length - line.AsSpan().TrimStart().Length);
            if (indent.Contains('\t'))
            {
                return new SourcePosition(number, indent.IndexOf('\t') + 1);
            }
        }

        return null;
    }

    private static bool StartsWithReserved(string line)
    {
        var value = line.AsSpan(line.LastIndexOf(": ", StringComparison.Ordinal) + 1).Trim();
        return value is ['@' or '`' or '%', ..];
    }

    private static string Plain(string message)
    {
        var text = message.Trim().TrimEnd('.');
        return text.Length == 0 ? "the text is malformed near here" : char.ToLowerInvariant(text[0]) + text[1..];
    }

    private static string Line(string text, int number)
    {
        var start = 0;
        for (var i = 1; i < number && start >= 0; i++)
        {
            start = text.IndexOf('\n', start) + 1;
        }

        var end = text.IndexOf('\n', start);
        return end < 0 ? text[start..] : text[start..end];
    }
}
