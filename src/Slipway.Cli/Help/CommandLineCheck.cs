using System.CommandLine;
using System.CommandLine.Parsing;
using Slipway.Model.Texts;

namespace Slipway.Cli.Help;

/// <summary>Finds what is wrong on a command line, and says it in plain words: the library takes an option that it does not know for an argument.</summary>
internal static class CommandLineCheck
{
    /// <summary>The name of arguments that are another program's words, options and all.</summary>
    public const string ForeignWords = "COMMAND";

    /// <summary>As many letters of a word may be wrong, added or left out.</summary>
    private const int MostDifferences = 3;

    /// <returns>One line for each mistake.</returns>
    public static IReadOnlyList<string> FindMistakes(ParseResult result)
    {
        var behind = Behind(result);
        var given = result.CommandResult.Children.OfType<ArgumentResult>().ToList();
        var unknown = given.SelectMany(argument => argument.Tokens.Where((token, place) => IsOption(token, behind) && (argument.Argument.Name != ForeignWords || place == 0)))
            .Select(token => token.Value)
            .Concat(result.UnmatchedTokens)
            .Distinct()
            .ToList();
        return
        [
            .. unknown.Select(word => Unknown(word, result.CommandResult)),
            .. result.Errors.Where(error => !unknown.Exists(word => error.Message.Contains($"'{word}'", StringComparison.Ordinal))).Select(Explain).Distinct(),
            .. given.Where(argument => argument.Argument.Name != ForeignWords && argument.Tokens.Any(token => token.Value.Length == 0)).Select(argument => $"{argument.Argument.Name} is empty."),
            .. result.CommandResult.Children.OfType<OptionResult>().Where(option => option.Tokens.Any(token => token.Value.Length == 0)).Select(option => $"{option.Option.Name} has an empty value."),
        ];
    }

    /// <summary>The words behind <c>--</c>, which are never options.</summary>
    private static HashSet<Token> Behind(ParseResult result) =>
        new(result.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash), ReferenceEqualityComparer.Instance);

    private static bool IsOption(Token token, HashSet<Token> behind) => token.Value is ['-', _, ..] && !behind.Contains(token);

    private static string Unknown(string word, CommandResult command)
    {
        var isOption = word.StartsWith('-');
        var name = word.Split('=', ':')[0];
        var known = isOption
            ? command.Command.Options.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Prepend(option.Name))
            : command.Command.Subcommands.Select(sub => sub.Name);
        var limit = Math.Min(MostDifferences, (name.Length - 1) / 2);
        var nearest = known.Select(candidate => (Name: candidate, Distance: EditDistance.Of(name, candidate, limit))).Where(pair => pair.Distance <= limit).OrderBy(pair => pair.Distance).FirstOrDefault().Name;
        var kind = isOption ? "option" : command.Command.Subcommands.Count > 0 ? "command" : "argument";
        return $"There is no {kind} {word} of '{PathOf(command)}'{(nearest is null ? "" : $"; did you mean {nearest}?")}";
    }

    /// <summary>What a command is called with all that it is below.</summary>
    public static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : "slipway";

    /// <summary>The library names types where a value is not of one.</summary>
    private static string Explain(ParseError error)
    {
        if (!error.Message.StartsWith("Cannot parse argument", StringComparison.Ordinal))
        {
            return error.Message;
        }

        var (name, type, tokens) = error.SymbolResult switch
        {
            OptionResult option => (option.Option.Name, option.Option.ValueType, option.Tokens),
            ArgumentResult { Parent: OptionResult option } => (option.Option.Name, option.Option.ValueType, option.Tokens),
            ArgumentResult argument => (argument.Argument.Name, argument.Argument.ValueType, argument.Tokens),
            _ => ("", typeof(string), []),
        };
        type = Nullable.GetUnderlyingType(type) ?? type;
        var wanted = type switch
        {
            { IsEnum: true } => string.Join(", ", Enum.GetNames(type).Select(value => value.ToLowerInvariant())),
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(double) => "a number",
            _ => "a whole number",
        };
        return $"{name} {string.Join(' ', tokens.Select(token => token.Value))}: write {wanted}.";
    }
}
