using Slipway.Model.Events;

namespace Slipway.Execution.Events;

/// <summary>
/// Keeps what leaves the jobs of a run: in a folder of this machine, or with whoever reads a stream. What it gets is masked and clean: <see cref="RunRecorder"/> is
/// what jobs speak to. Safe for all jobs at once. While it has no room its callers wait, and nothing is dropped.
/// </summary>
public interface IRunJournal
{
    /// <summary>Why something is missing in it; null: it is complete.</summary>
    string? Failure { get; }

    /// <summary>Keeps what happened, in the order of the calls. Where that fails the run goes on, and <see cref="Failure"/> says why it failed.</summary>
    void Append(RunEvent happened);

    /// <summary>Opens a log that nobody has opened before. The caller disposes it when it has ended.</summary>
    /// <param name="job">Whose log it is.</param>
    /// <param name="step">Of which step, by its number; null: of a service, whose output is kept and not shown as it comes.</param>
    /// <param name="log">As the events name it.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    IOpenLog OpenLog(JobRef job, int? step, string log);
}

/// <summary>A log while it is written. Not for several threads.</summary>
public interface IOpenLog : IDisposable
{
    /// <summary>Adds output; the bytes are only used during the call.</summary>
    /// <param name="time">When it came.</param>
    /// <exception cref="IOException">It is not kept.</exception>
    void Write(ReadOnlySpan<byte> output, DateTimeOffset time);
}
