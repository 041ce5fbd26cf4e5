using Slipway.Model.Diagnostics;
using YamlDotNet.Core;

namespace Slipway.Config.Yaml;

/// <summary>Says in plain words what the YAML parser found, and where a person would look for it.</summary>
internal static class SyntaxMessage
{
    private const string QuoteReserved = "Quote a text that starts with '@', '`' or '%'.";

    /// <summary>Parts of the parser's messages, what they mean to the writer, and the way out. The first one that fits counts.</summary>
    private static readonly (string Part, string Message, string? Hint)[] Known =
    [
        ("mapping values", "a 'key: value' cannot stand here", "Check the indentation of this line and the one above, or quote a text that holds ': '."),
        ("invalid mapping", "a 'key: value' cannot stand here", "Check the indentation of this line and the one above, or quote a text that holds ': '."),
        ("expected key", "a key was expected here", "Check the indentation: keys of one map start in the same column."),
        ("block mapping", "a key was expected here", "Check the indentation: keys of one map start in the same column."),
        ("'-' indicator", "a list item '- …' was expected here", "Check the indentation: items of one list start in the same column."),
        ("block collection", "a list item '- …' was expected here", "Check the indentation: items of one list start in the same column."),
        ("quoted scalar, found unexpected end of stream", "the quote that opens here is never closed", "Close it with the same quote."),
        ("unknown escape", "this escape is unknown within double quotes", "Use single quotes, or write '\\\\' for a backslash."),
        ("flow sequence", "a list that begins with '[' needs ',' or ']' here", "Close it with ']', and quote a text that holds ',' or ']'."),
        ("flow mapping", "a map that begins with '{' needs ',' or '}' here", "Close it with '}', and quote a text that holds ',' or '}'."),
        ("simple key", "a ':' was expected after this key", "Write 'key: value', with a space behind the colon."),
        ("anchor or alias", "a text that begins with '*' or '&' is an alias or an anchor", "Quote it if it is meant as text."),
        ("tag handle", "a text that begins with '!' is a tag", "Quote it if it is meant as text."),
        ("end of tag", "a text that begins with '!' is a tag", "Quote it if it is meant as text."),
        ("a tag,", "a text that begins with '!' is a tag", "Quote it if it is meant as text."),
        ("node content", "a value was expected here", null),
        ("cannot start any token", "a text cannot begin with this character", QuoteReserved),
    ];

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

        var known = Array.Find(Known, known => message.Contains(known.Part, StringComparison.OrdinalIgnoreCase));
        return known.Part is null
            ? (place, Plain(message), StartsWithReserved(Line(text, place.Line)) ? QuoteReserved : null)
            : (place, known.Message, known.Hint);
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
