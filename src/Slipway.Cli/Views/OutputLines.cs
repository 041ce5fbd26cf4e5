using System.Buffers;
using Slipway.Execution.Logs;

namespace Slipway.Cli.Views;

/// <summary>Puts a prefix in front of every line of a stream of bytes, as <see cref="TerminalScreen"/> shows it; an unfinished line waits for its end.</summary>
internal sealed class OutputLines
{
    private readonly ArrayBufferWriter<byte> _ready = new();
    private readonly TerminalScreen _screen;

    public OutputLines(byte[] prefix) => _screen = new TerminalScreen((line, _) =>
    {
        _ready.Write(prefix);
        _ready.Write(line);
        _ready.Write(line is [.., (byte)'\n'] ? [] : "\n"u8);
    });

    /// <summary>Takes a piece and returns the lines that are complete now; valid until the next call.</summary>
    public ReadOnlySpan<byte> Take(ReadOnlySpan<byte> piece)
    {
        _ready.ResetWrittenCount();
        _screen.Write(piece);
        return _ready.WrittenSpan;
    }

    /// <summary>What waits, if anything does.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        _ready.ResetWrittenCount();
        _screen.Finish();
        return _ready.WrittenSpan;
    }
}
