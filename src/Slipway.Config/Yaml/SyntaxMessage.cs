using Slipway.Model.Diagnostics;
using YamlDotNet.Core;

namespace Slipway.Config.Yaml;

/// <summary>Says in plain words what the YAML parser found, and where a person would look for it.</summary>
internal static class SyntaxMessage
{
    public static (SourcePosition Place, string Message, string? Hint) For(YamlException exception, string text)
    {
        var place = YamlTreeBuilder.Position(exception.Start);
        var line = Line(text, place.Line);
        var indent = line.AsSpan()[..^line.AsSpan().TrimStart().Length];
        if (indent.Contains('\t'))
        {
            return (place with { Column = indent.IndexOf('\t') + 1 }, "a tab cannot indent", "Replace the tab with spaces.");
        }

        var message = exception.Message;
        if (message.Contains("Mapping values are not allowed", StringComparison.OrdinalIgnoreCase) || message.Contains("mapping values", StringComparison.OrdinalIgnoreCase))
        {
            return (place, "a 'key: value' cannot stand here", "Check the indentation of this line and the one above, or quote a text that holds ': '.");
        }

        if (message.Contains("expected key", StringComparison.OrdinalIgnoreCase) || message.Contains("block mapping", StringComparison.OrdinalIgnoreCase))
        {
            return (YamlTreeBuilder.Position(exception.End), "a key was expected here", "Check the indentation: keys of one map start in the same column.");
        }

        if (message.Contains("'-' indicator", StringComparison.Ordinal) || message.Contains("block collection", StringComparison.OrdinalIgnoreCase))
        {
            return (YamlTreeBuilder.Position(exception.End), "a list item '- …' was expected here", "Check the indentation: items of one list start in the same column.");
        }

        return (place, Plain(message), StartsWithReserved(line) ? "Quote a text that starts with '@', '`' or '%'." : null);
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
