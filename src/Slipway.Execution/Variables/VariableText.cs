using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Execution.Variables;

/// <summary>Fills <c>$NAME</c> and <c>${NAME}</c> in image names and registry logins; an unknown name stays as it is written.</summary>
public static partial class VariableText
{
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables) =>
        text.Contains('$', StringComparison.Ordinal)
            ? Reference().Replace(text, match => variables.GetValueOrDefault(match.Groups[1].Value + match.Groups[2].Value, match.Value))
            : text;

    /// <summary>Letters, digits and <c>_</c>, no digit first.</summary>
    /// <remarks>https://circleci.com/docs/guides/security/env-vars/#environment-variable-usage-options.</remarks>
    public static bool IsName(string text) => Name().IsMatch(text);

    /// <summary>Reads lines of <c>NAME=value</c>; blank lines, comments and a leading <c>export</c> are skipped, one pair of quotes around a value is taken off.</summary>
    public static IEnumerable<KeyValuePair<string, string>> ReadFile(string content)
    {
        foreach (var text in content.Split('\n').Select(WithoutExport))
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && text[0] != '#')
            {
                yield return new KeyValuePair<string, string>(text[..equals].TrimEnd(), Unquote(text[(equals + 1)..]));
            }
        }
    }

    /// <summary>The number, from 1, of the first line that <see cref="ReadFile"/> can make nothing of; null when there is none.</summary>
    public static int? WrongLine(string content)
    {
        var index = Array.FindIndex(content.Split('\n'), line => WithoutExport(line) is { Length: > 0 } text && text[0] != '#' && !IsVariable(text));
        return index < 0 ? null : index + 1;
    }

    private static bool IsVariable(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && IsName(text[..equals].TrimEnd());

    private static string WithoutExport(string line)
    {
        var text = line.TrimEnd('\r').TrimStart();
        return text.StartsWith("export ", StringComparison.Ordinal) ? text["export ".Length..] : text;
    }

    private static string Unquote(string value)
    {
        var trimmed = value.TrimEnd();
        if (trimmed.Length < 2 || trimmed[0] != trimmed[^1] || trimmed[0] is not ('"' or '\''))
        {
            return value;
        }

        var inner = trimmed[1..^1];
        return trimmed[0] == '"' ? new StringBuilder(inner).Replace("\\n", "\n").Replace("\\\"", "\"").Replace("\\\\", "\\").ToString() : inner;
    }

    [GeneratedRegex(@"\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Name();
}
