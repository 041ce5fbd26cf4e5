namespace Slipway.Cli.Diagnostics;

/// <summary>Whether escape sequences may be written: on a terminal that knows them, unless NO_COLOR (https://no-color.org) says no.</summary>
internal static class TerminalColours
{
    public static bool OnError(TextWriter error) => ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected && AreWelcome();

    private static bool AreWelcome() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
}
