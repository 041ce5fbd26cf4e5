using Slipway.Linux.Streams;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Terminals;

/// <summary>Cleans the lines that are written to a stream; each piece has whole lines.</summary>
internal sealed class CleanStream(Stream target, bool withColours = false) : PipeLikeStream
{
    public override bool CanWrite => true;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (TerminalText.IsClean(buffer))
        {
            target.Write(buffer);
            return;
        }

        while (!buffer.IsEmpty)
        {
            var length = buffer.IndexOf((byte)'\n') is >= 0 and var end ? end + 1 : buffer.Length;
            target.Write(TerminalText.CleanLine(buffer[..length], withColours));
            buffer = buffer[length..];
        }
    }

    public override void Flush() => target.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            target.Dispose();
        }

        base.Dispose(disposing);
    }
}
