using System.Buffers;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Views;

/// <summary>Puts a prefix in front of every line of a stream of bytes and takes out what is meant for a terminal; an unfinished line waits for its end.</summary>
internal sealed class OutputLines(byte[] prefix)
{
    private const int LongestWait = 64 * 1024;
    private readonly ArrayBufferWriter<byte> _ready = new();
    private readonly ArrayBufferWriter<byte> _waiting = new();

    /// <summary>Takes a piece and returns the lines that are complete now; valid until the next call.</summary>
    public ReadOnlySpan<byte> Take(ReadOnlySpan<byte> piece)
    {
        _ready.ResetWrittenCount();
        while (piece.IndexOf((byte)'\n') is >= 0 and var end)
        {
            if (_waiting.WrittenCount == 0)
            {
                _ready.Write(prefix);
                _ready.Write(TerminalText.CleanLine(piece[..(end + 1)]));
            }
            else
            {
                _waiting.Write(piece[..end]);
                Emit("\n"u8);
            }

            piece = piece[(end + 1)..];
        }

        _waiting.Write(piece);
        ForgetOverwritten();
        if (_waiting.WrittenCount > LongestWait)
        {
            var cut = _waiting.WrittenSpan[TerminalText.WholeLength(_waiting.WrittenSpan)..].ToArray();
            Emit("\n"u8, _waiting.WrittenCount - cut.Length);
            _waiting.Write(cut);
        }

        return _ready.WrittenSpan;
    }

    /// <summary>The unfinished line, if there is one.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        _ready.ResetWrittenCount();
        if (_waiting.WrittenCount > 0)
        {
            Emit("\n"u8);
        }

        return _ready.WrittenSpan;
    }

    /// <summary>A line that is written again and again is one line.</summary>
    private void ForgetOverwritten()
    {
        if (_waiting.WrittenCount > LongestWait && _waiting.WrittenSpan.LastIndexOf((byte)'\r') is > 0 and var begin)
        {
            var last = _waiting.WrittenSpan[begin..].ToArray();
            _waiting.ResetWrittenCount();
            _waiting.Write(last);
        }
    }

    private void Emit(ReadOnlySpan<byte> end) => Emit(end, _waiting.WrittenCount);

    private void Emit(ReadOnlySpan<byte> end, int length)
    {
        _ready.Write(prefix);
        _ready.Write(TerminalText.CleanLine(_waiting.WrittenSpan[..length]));
        _ready.Write(end);
        _waiting.ResetWrittenCount();
    }
}
