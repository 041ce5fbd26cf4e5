using Slipway.Model.Events;

namespace Slipway.Execution.Events;

/// <summary>
/// Sees a run as it goes: the terminal's views and the event stream. Calls never overlap, come in order and from any thread;
/// a slow observer slows the jobs down, so one that waits for somebody else has a queue before it.
/// </summary>
public interface IRunObserver
{
    void Happened(RunEvent value);

    /// <summary>Masked output of a step. The bytes are only valid during the call.</summary>
    void Wrote(JobRef job, int step, ReadOnlySpan<byte> output);
}
