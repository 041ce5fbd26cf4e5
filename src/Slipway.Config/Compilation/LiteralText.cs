using System.Text.RegularExpressions;

namespace Slipway.Config.Compilation;

/// <summary>
/// Finds what a shell would replace in texts that no shell sees: "Paths written in your YAML configuration file will not be expanded"
/// (https://circleci.com/docs/reference/configuration-reference/#jobs), and neither are variables (https://circleci.com/docs/guides/security/set-environment-variable/).
/// </summary>
internal static partial class LiteralText
{
    /// <summary>Variables that bash itself expands when it uses them.</summary>
    private static readonly string[] Expanded = ["BASH_ENV", "ENV", "PS1", "PS2", "PS4", "PROMPT_COMMAND"];

    /// <summary>The part that is not what it looks like, why, and the way out; null when there is none.</summary>
    public static (string Part, string Reason, string Hint)? Fault(string text, PathRules rules)
    {
        if (Variable().Match(text) is { Success: true } variable)
        {
            var wayOut = rules switch
            {
                PathRules.CacheKey => $"Write {{{{ .Environment.{variable.Groups["name"].Value} }}}}, or {{{{ .Branch }}}} for the branch.",
                PathRules.Name => "Write the name itself, or a parameter.",
                _ => "Write the path itself; '~' at its beginning is the home folder.",
            };
            return (variable.Value, "variables are not expanded in it", wayOut);
        }

        if (rules == PathRules.None && text.Contains('*', StringComparison.Ordinal))
        {
            return ("*", "it is no pattern", "Name the folder that holds the files.");
        }

        return rules is PathRules.None or PathRules.Patterns && text.Contains("/~/", StringComparison.Ordinal) ? ("~", "it is the home folder at the beginning only", "Begin the path with '~/'.") : null;
    }

    /// <summary>The variable in the value of another one; null when there is none.</summary>
    public static string? VariableIn(string name, string value) =>
        !Expanded.Contains(name) && value.Contains('$', StringComparison.Ordinal) && Constant().Match(value) is { Success: true } found ? found.Value : null;

    [GeneratedRegex(@"\$(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)|\{(?<name>[A-Za-z_][A-Za-z0-9_]*)[^}]*\})", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    /// <summary>Names as the environment has them: in capitals, so that a dollar in a password is none.</summary>
    [GeneratedRegex(@"(?<![\\$A-Za-z0-9])\$(?:[A-Z_][A-Z0-9_]+\b|\{[A-Z_][A-Z0-9_]+\})", RegexOptions.CultureInvariant)]
    private static partial Regex Constant();
}

/// <summary>What a text that no shell sees can be beside itself.</summary>
internal enum PathRules
{
    None,

    /// <summary>Patterns of file names are its own affair.</summary>
    Patterns,

    /// <summary>A template of CircleCI's own.</summary>
    CacheKey,

    /// <summary>No path, but a name.</summary>
    Name,
}
