using Slipway.Linux.Terminals;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Terminals;

/// <summary>The only door to standard output and standard error: what goes through it is cleaned, whoever said it. Where the terminal has gone, what is said to people is lost and nothing else is.</summary>
internal static class Terminal
{
    private static readonly (int Width, int Height) Usual = (80, 24);

    public static TerminalWriter Output { get; } = new(Console.Out, isTerminal: !Console.IsOutputRedirected);

    public static TerminalWriter Error { get; } = new(Console.Error, isTerminal: !Console.IsErrorRedirected, hasColours: Colours.OnError);

#pragma warning disable CA2000 // The stream that cleans owns the one that it writes to.
    /// <summary>Standard output for bytes; what is written is cleaned, whole lines at a time, so that each piece ends with its line.</summary>
    public static Stream OpenOutput() => new CleanStream(Console.OpenStandardOutput());

    /// <summary>The same for standard error.</summary>
    public static Stream OpenError() => new CleanStream(Console.OpenStandardError());

    /// <summary>Standard output for the bytes of a log as they are; on a terminal they are cleaned but for their colours.</summary>
    public static Stream OpenRawOutput() => Console.IsOutputRedirected ? Console.OpenStandardOutput() : new CleanStream(Console.OpenStandardOutput(), withColours: true);

    /// <summary>Standard output for what has the terminal for itself, such as a shell in a job: nothing is cleaned.</summary>
    public static Stream HandOver() => Console.OpenStandardOutput();
#pragma warning restore CA2000

    /// <summary>A line on standard error.</summary>
    public static void Say(string line) => Try(() => Error.WriteLine(TerminalText.OneLine(line)));

    /// <summary>The same behind the program's name; a cause may have several lines.</summary>
    public static void Tell(string message) => Try(() => Error.Tell(message));

    /// <summary>What the live view paints, sequences and all: whoever calls it has cleaned what is not its own.</summary>
    public static void Paint(string text) => Try(() => Console.Write(text));

    /// <summary>The terminal's columns and rows.</summary>
    public static (int Width, int Height) Size() => RawTerminal.Size() is { Columns: > 1, Rows: > 1 } size ? (size.Columns, size.Rows) : Usual;

    public static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // Nobody looks any more.
        }
    }
}
