using System.Text;
using Slipway.Execution.Logs;

namespace Slipway.Cli.Views;

/// <summary>The last lines of a step's output, as a terminal shows them in the end.</summary>
internal sealed class OutputTail
{
    private const int Kept = 16 * 1024;
    private readonly byte[] _bytes = new byte[Kept];
    private int _count;

    public void Clear() => _count = 0;

    public void Add(ReadOnlySpan<byte> output)
    {
        var piece = output.Length > Kept ? output[^Kept..] : output;
        var keep = Math.Min(_count, Kept - piece.Length);
        _bytes.AsSpan(_count - keep, keep).CopyTo(_bytes);
        piece.CopyTo(_bytes.AsSpan(keep));
        _count = keep + piece.Length;
    }

    public IEnumerable<string> Last(int lines)
    {
        var shown = new List<string>();
        if (lines > 0 && _count > 0)
        {
            var screen = new TerminalScreen((line, _) => shown.Add(Encoding.UTF8.GetString(line).TrimEnd('\n').Replace("\t", "    ", StringComparison.Ordinal)), waits: true);
            screen.Write(_bytes.AsSpan(0, _count));
            screen.Finish();
        }

        while (shown.Count > 0 && shown[^1].Length == 0)
        {
            shown.RemoveAt(shown.Count - 1);
        }

        return shown.TakeLast(lines);
    }
}
