using System.Buffers;
using System.CommandLine;
using System.CommandLine.Parsing;

namespace Slipway.Cli.Help;

/// <summary>What options of a command mean together, and which values they take.</summary>
internal static class OptionRules
{
    /// <summary>What git allows in no name of a branch or tag: https://git-scm.com/docs/git-check-ref-format.</summary>
    private static readonly SearchValues<char> NeverInNames = SearchValues.Create(" ~^:?*[\\");

    /// <summary>Refuses the first together with any of the others.</summary>
    public static Command Exclude(this Command command, Symbol one, params Symbol[] others)
    {
        command.Validators.Add(result =>
        {
            foreach (var other in others.Where(other => IsGiven(result, one) && IsGiven(result, other)))
            {
                result.AddError($"{one.Name} and {other.Name} exclude each other.");
            }
        });
        return command;
    }

    /// <summary>Refuses a command line with none of these.</summary>
    public static Command RequireOneOf(this Command command, params Symbol[] ways)
    {
        command.Validators.Add(result =>
        {
            if (!Array.Exists(ways, way => IsGiven(result, way)))
            {
                result.AddError($"Give {string.Join(" or ", ways.Select(way => way.Name))}.");
            }
        });
        return command;
    }

    /// <summary>Refuses an option that says something of what is not given.</summary>
    public static Command Require(this Command command, Option option, Argument argument)
    {
        command.Validators.Add(result =>
        {
            if (IsGiven(result, option) && !IsGiven(result, argument))
            {
                result.AddError($"{option.Name} says something of {argument.Name}: name one.");
            }
        });
        return command;
    }

    /// <summary>Refuses smaller numbers.</summary>
    public static void RequireAtLeast(this Option option, int least) => option.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(token => int.TryParse(token.Value, out var number) && number < least))
        {
            result.AddError($"{option.Name} {token.Value}: the least is {least}.");
        }
    });

    /// <summary>Refuses what no branch and no tag is called.</summary>
    public static void RequireName(this Option option) => option.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(token => token.Value.Length > 0 && !IsName(token.Value)))
        {
            result.AddError($"{option.Name} {token.Value}: git allows no such name.");
        }
    });

    private static bool IsName(string text) =>
        text[0] is not ('-' or '/') && text[^1] is not ('/' or '.') && text != "@" && !text.AsSpan().ContainsAny(NeverInNames) && !text.Any(char.IsControl)
        && !text.Contains("..", StringComparison.Ordinal) && !text.Contains("//", StringComparison.Ordinal) && !text.Contains("@{", StringComparison.Ordinal)
        && text.Split('/').All(part => !part.StartsWith('.') && !part.EndsWith(".lock", StringComparison.Ordinal));

    private static bool IsGiven(CommandResult result, Symbol symbol) => symbol switch
    {
        Option option => result.GetResult(option) is { Implicit: false },
        Argument argument => result.GetResult(argument) is { Tokens.Count: > 0 },
        _ => false,
    };
}
