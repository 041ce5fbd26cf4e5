using System.Text;
using Slipway.Execution.Agents;

namespace Slipway.Execution.Steps;

/// <summary>Reads along a step's output for texts that say more about a failure than the step does.</summary>
internal sealed class OutputWatch(OutputSink sink, IEnumerable<string> texts)
{
    private readonly List<(string Text, byte[] Bytes)> _wanted = [.. texts.Distinct().Select(text => (text, Encoding.UTF8.GetBytes(text)))];
    private readonly HashSet<string> _seen = [];
    private byte[] _end = [];

    /// <summary>Those that were in the output, also where they came in two writes.</summary>
    public IReadOnlySet<string> Seen => _seen;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> output, CancellationToken cancellationToken)
    {
        Look(output.Span);
        return sink(output, cancellationToken);
    }

    private void Look(ReadOnlySpan<byte> output)
    {
        var longest = _wanted.Select(text => text.Bytes.Length).DefaultIfEmpty(0).Max();
        if (longest == 0)
        {
            return;
        }

        byte[] joint = [.. _end, .. output[..Math.Min(output.Length, longest)]];
        for (var i = _wanted.Count - 1; i >= 0; i--)
        {
            if (output.IndexOf(_wanted[i].Bytes) >= 0 || joint.AsSpan().IndexOf(_wanted[i].Bytes) >= 0)
            {
                _seen.Add(_wanted[i].Text);
                _wanted.RemoveAt(i);
            }
        }

        var last = output.Length >= longest ? output : new ReadOnlySpan<byte>(joint);
        _end = last[Math.Max(0, last.Length - longest + 1)..].ToArray();
    }
}
