using System.Text.RegularExpressions;

namespace Slipway.Config.Patterns;

/// <summary>
/// A Java regular expression that must match a whole text, as CircleCI's filters and <c>matches</c> use it. Matching takes bounded time:
/// an automaton without backtracking where the pattern allows one, else backtracking with a time limit.
/// </summary>
public sealed class FullMatchPattern
{
    private const int LongestPattern = 4_000;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);

    private readonly string _translated;
    private Regex? _regex;

    private FullMatchPattern(string source, string translated)
    {
        Source = source;
        _translated = translated;
    }

    /// <summary>The pattern as written, without slashes.</summary>
    public string Source { get; }

    /// <summary>Checks and translates a pattern written without slashes; exactly one part of the result is null.</summary>
    public static PatternParse Parse(string source)
    {
        if (source.Length > LongestPattern)
        {
            return new PatternParse(null, new PatternError(LongestPattern, $"it is longer than {LongestPattern} characters"));
        }

        var translator = new JavaPatternTranslator(source);
        var translated = translator.Translate();
        return translator.Error is null
            ? new PatternParse(new FullMatchPattern(source, translated), null)
            : new PatternParse(null, translator.Error);
    }

    /// <summary>True for a pattern as filters write it, <c>/…/</c>.</summary>
    public static bool IsDelimited(string text) => text.Length >= 2 && text[0] == '/' && text[^1] == '/';

    public MatchOutcome Match(string text)
    {
        // The commonest pattern of all needs no automaton.
        if (Source == ".*")
        {
            return text.AsSpan().ContainsAny("\n\r\u0085\u2028\u2029") ? MatchOutcome.NotMatched : MatchOutcome.Matched;
        }

        try
        {
            _regex ??= Build();
            return _regex.IsMatch(text) ? MatchOutcome.Matched : MatchOutcome.NotMatched;
        }
        catch (RegexMatchTimeoutException)
        {
            return MatchOutcome.TooSlow;
        }
    }

    private Regex Build()
    {
        var whole = @"\A(?:" + _translated + @")\z";
        try
        {
            // Linear in the text, so a limit would only turn a busy machine into a wrong answer.
            return new Regex(whole, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);
        }
        catch (NotSupportedException)
        {
            // Look-around, back references, atomic groups, or an automaton that would be too large.
            return new Regex(whole, RegexOptions.CultureInvariant, TimeLimit);
        }
    }
}

/// <summary>A checked pattern, or what is wrong with it.</summary>
public sealed record PatternParse(FullMatchPattern? Pattern, PatternError? Error);

/// <param name="Position">Index in the pattern, from 0, without the leading slash.</param>
/// <param name="Message">What is wrong, to be put behind "the pattern is not valid: ".</param>
public sealed record PatternError(int Position, string Message);

public enum MatchOutcome
{
    NotMatched,
    Matched,

    /// <summary>The pattern backtracks so much on this text that matching was given up.</summary>
    TooSlow,
}
