namespace Slipway.Cli.Terminals;

/// <summary>The few escape sequences of our own; on a terminal that knows them, unless NO_COLOR (https://no-color.org) says no.</summary>
internal static class Colours
{
    private static readonly bool Off = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Whether texts on standard error may have them.</summary>
    public static bool OnError => !Off && !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");

    public static string Bold(string text) => Off ? text : $"\e[1m{text}\e[0m";

    public static string Dim(string text) => Off ? text : $"\e[2m{text}\e[0m";

    /// <summary>Neither good nor bad.</summary>
    public static string NeutralMark { get; } = Dim("-");

    public static string Mark(bool good) => (good, Off) switch
    {
        (true, true) => "+",
        (false, true) => "x",
        (true, false) => "\e[32m✓\e[0m",
        (false, false) => "\e[31m✗\e[0m",
    };
}
