using Slipway.Model.Events;

namespace Slipway.Execution.Runs;

/// <summary>Writes what happens into the run's event log, then tells the observers. Safe for all jobs at once.</summary>
public sealed class RunRecorder : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly IReadOnlyList<IRunObserver> _observers;
    private readonly TimeProvider _clock;

    public RunRecorder(RunFolder folder, IReadOnlyList<IRunObserver> observers, TimeProvider clock)
    {
        Folder = folder;
        _observers = observers;
        _clock = clock;
        // Unbuffered, so that the log is complete up to the moment of a crash.
        _file = new FileStream(folder.Events, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    public RunFolder Folder { get; }

    public DateTimeOffset Now => _clock.GetUtcNow();

    public void Record(RunEvent value)
    {
        var line = RunEventJson.Write(value);
        lock (_lock)
        {
            _file.Write([.. line, (byte)'\n']);
            foreach (var observer in _observers)
            {
                observer.Happened(value);
            }
        }
    }

    /// <summary>Passes output on to the observers; the step's log file has it already.</summary>
    public void Output(JobRef job, int step, ReadOnlySpan<byte> output)
    {
        if (output.IsEmpty)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var observer in _observers)
            {
                observer.Wrote(job, step, output);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
