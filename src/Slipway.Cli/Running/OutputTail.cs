using System.Text;
using System.Text.RegularExpressions;
using Slipway.Cli.Diagnostics;

namespace Slipway.Cli.Running;

/// <summary>The last lines of a step's output, cleaned of what would steer the terminal.</summary>
internal sealed partial class OutputTail
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
            .Select(line => TerminalText.Clean(Sequence().Replace(line, "").TrimEnd('\r').Split('\r')[^1]).Replace("\t", "    ", StringComparison.Ordinal));

    /// <summary>Colours and movements of the cursor, also the beginning of one at the end.</summary>
    [GeneratedRegex(@"\e(\[[0-?]*[ -/]*([@-~]|$)|\][^\a\e]*(\a|\e\\|$)|[@-Z\\^_]|$)")]
    private static partial Regex Sequence();
}
