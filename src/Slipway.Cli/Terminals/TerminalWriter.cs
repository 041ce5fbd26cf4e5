using System.Text;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Terminals;

/// <summary>Cleans what is written to standard output or standard error, text by text.</summary>
/// <param name="isTerminal">Somebody looks at it.</param>
/// <param name="hasColours">It shows colours.</param>
internal sealed class TerminalWriter(TextWriter target, bool isTerminal = false, bool hasColours = false) : TextWriter
{
    public override Encoding Encoding => target.Encoding;

    /// <summary>For texts with colours of our own, whose other parts are clean; null where there are no colours.</summary>
    public TextWriter? Painted => hasColours ? target : null;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value) => target.Write(value is null ? null : TerminalText.Clean(value));

    /// <summary>Text for programs, such as YAML: exact where it goes to a file or a program, cleaned where somebody looks at it.</summary>
    public void WriteExact(string text)
    {
        if (isTerminal)
        {
            Write(text);
        }
        else
        {
            target.Write(text);
        }
    }

    public override void Flush() => target.Flush();
}

/// <summary>What commands say to people and to programs.</summary>
internal static class TerminalWriting
{
    private const string Name = "slipway: ";
    private const string NextLine = "\n       | ";

    /// <summary>A line of our own; where a cause has several, each but the first is marked as one of them, so that none passes for another line of ours.</summary>
    public static void Tell(this TextWriter output, string message) => output.Write(Told(message));

    /// <summary>What <see cref="Tell"/> writes.</summary>
    public static string Told(string message) =>
        Name + TerminalText.Clean(message).TrimEnd('\n').Replace("\n", NextLine, StringComparison.Ordinal) + "\n";

    /// <summary>See <see cref="TerminalWriter.WriteExact"/>.</summary>
    public static void WriteExact(this TextWriter output, string text)
    {
        if (output is TerminalWriter terminal)
        {
            terminal.WriteExact(text);
        }
        else
        {
            output.Write(text);
        }
    }
}
