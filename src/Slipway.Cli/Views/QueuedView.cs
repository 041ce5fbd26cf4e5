using System.Text;
using Slipway.Cli.Terminals;
using Slipway.Execution.Events;
using Slipway.Model.Events;
using Slipway.Model.Texts;

namespace Slipway.Cli.Views;

/// <summary>
/// A view that keeps nobody waiting: it sees the run from a queue. Output that has no room there is left out, and a line in its place says so; the logs have it
/// all. Events are never left out.
/// </summary>
internal sealed class QueuedView(IRunObserver view, WriteQueue queue) : IRunObserver
{
    private readonly Dictionary<(JobRef Job, int Step), long> _left = [];

    public void Happened(RunEvent value)
    {
        if (value is StepFinished finished && _left.Remove((finished.Job, finished.Step), out var bytes))
        {
            queue.Add(() => view.Wrote(finished.Job, finished.Step, Notice(bytes)));
        }

        queue.Add(() => view.Happened(value));
    }

    public void Wrote(JobRef job, int step, ReadOnlySpan<byte> output)
    {
        var left = _left.GetValueOrDefault((job, step));
        var shown = left == 0 ? output.ToArray() : [.. Notice(left), .. output];
        if (queue.TryAdd(() => view.Wrote(job, step, shown), shown.Length))
        {
            _left.Remove((job, step));
        }
        else
        {
            _left[(job, step)] = left + output.Length;
        }
    }

    private static byte[] Notice(long bytes) =>
        Encoding.UTF8.GetBytes($"\n[{ByteText.Of(bytes)} of output are not shown here: nobody took them in time. The step's log has them.]\n");
}
