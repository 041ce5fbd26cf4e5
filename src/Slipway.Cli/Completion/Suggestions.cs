using System.CommandLine;
using System.CommandLine.Completions;
using Slipway.Cli.Exits;
using Slipway.Execution.Failures;

namespace Slipway.Cli.Completion;

/// <summary>Names that a shell may offer where they are typed. They may come from a repository: those that a shell would read as more than a word are not offered.</summary>
internal static class Suggestions
{
    /// <param name="argument">Where they are typed.</param>
    /// <param name="find">Finds them by what is typed already; a shell shows no failure.</param>
    public static Argument<T> Suggest<T>(this Argument<T> argument, Func<ParseResult, IEnumerable<string>> find)
    {
        argument.CompletionSources.Add(context => Find(context, find));
        return argument;
    }

    /// <inheritdoc cref="Suggest{T}(Argument{T}, Func{ParseResult, IEnumerable{string}})"/>
    public static void Suggest(this Option option, Func<ParseResult, IEnumerable<string>> find) => option.CompletionSources.Add(context => Find(context, find));

    private static IEnumerable<CompletionItem> Find(CompletionContext context, Func<ParseResult, IEnumerable<string>> find)
    {
        if (context is not TextCompletionContext)
        {
            // Help asks for the values that an argument may have.
            return [];
        }

        try
        {
            return [.. find(context.ParseResult).Where(IsWord).Where(name => name.StartsWith(context.WordToComplete, StringComparison.Ordinal)).Select(name => new CompletionItem(name))];
        }
        catch (Exception failure) when (Outage.Includes(failure) || failure is UsageException or OperationCanceledException)
        {
            return [];
        }
    }

    private static bool IsWord(string name) => name.Length > 0 && name[0] != '-' && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or '=');
}
