using System.Text;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Views;

/// <summary>The last lines of a step's output, cleaned of what would steer the terminal.</summary>
internal sealed class OutputTail
{
    private const int Kept = 4096;
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

    public IEnumerable<string> Last(int lines) => lines <= 0 || _count == 0
        ? []
        : Encoding.UTF8.GetString(_bytes, 0, _count).TrimEnd('\n', '\r').Split('\n').TakeLast(lines)
            .Select(line => Encoding.UTF8.GetString(TerminalText.CleanLine(Encoding.UTF8.GetBytes(line))).Replace("\t", "    ", StringComparison.Ordinal));
}
