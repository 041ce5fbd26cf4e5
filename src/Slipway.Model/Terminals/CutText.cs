namespace Slipway.Model.Terminals;

/// <summary>The one way to cut a text that somebody else has made: the mark at its end tells everybody that it goes on, also who looks for secrets in it.</summary>
public static class CutText
{
    public const string Mark = "…";

    /// <summary>At most so many characters, and the mark behind them if there are more.</summary>
    public static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)] + Mark;

    /// <summary>Whether the text goes on where it ends.</summary>
    public static bool IsCut(string text) => text.EndsWith(Mark, StringComparison.Ordinal);
}
