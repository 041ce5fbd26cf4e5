using System.Text;
using Slipway.Execution.Events;
using Slipway.Model.Events;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Views;

/// <summary>Streams a run as JSON lines: the events, and between them the output of steps.</summary>
internal sealed class JsonView(Stream output, TimeProvider clock) : IRunObserver
{
    private readonly Dictionary<(JobRef Job, int Step), Decoder> _decoders = [];

    public void Happened(RunEvent value)
    {
        output.Write(Encoding.UTF8.GetBytes(TerminalText.CleanJson(Encoding.UTF8.GetString(RunEventJson.Write(value))) + "\n"));
        output.Flush();
    }

    public void Wrote(JobRef job, int step, ReadOnlySpan<byte> written)
    {
        if (!_decoders.TryGetValue((job, step), out var decoder))
        {
            decoder = Encoding.UTF8.GetDecoder();
            _decoders[(job, step)] = decoder;
        }

        var text = new char[Encoding.UTF8.GetMaxCharCount(written.Length)];
        var count = decoder.GetChars(written, text, flush: false);
        if (count > 0)
        {
            Happened(new StepOutput(job, step, new string(text, 0, count)) { Time = clock.GetUtcNow() });
        }
    }
}
