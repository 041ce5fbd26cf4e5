using Slipway.Execution.Bounds;
using Slipway.Execution.Masking;
using Slipway.Execution.State;
using Slipway.Model.Events;
using Slipway.Model.Terminals;

namespace Slipway.Execution.Events;

/// <summary>
/// The one way by which anything leaves a job: masks and cleans what happens, writes it into the run's event log, then tells the observers; the logs of steps
/// and whatever else is kept take their masker and their texts from here. Safe for all jobs at once.
/// </summary>
public sealed class RunRecorder : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly ReservedSpace _reserve;
    private readonly Allowance _room;
    private readonly DiskWatch _disk;

    /// <summary>What the log takes behind its bound, for the ends of jobs and workflows.</summary>
    private readonly Allowance _spare = new(ReservedSpace.Bytes);
    private readonly List<IRunObserver> _observers;
    private readonly TimeProvider _clock;

    public RunRecorder(RunFolder folder, IReadOnlyList<IRunObserver> observers, SecretPatterns secrets, TimeProvider clock, RunStorage? storage = null)
    {
        Folder = folder;
        Storage = storage ?? new RunStorage(new StorageLimits(), new DiskReserve(folder.Path, new StorageLimits()));
        _room = new Allowance(Storage.Limits.EventLog);
        _disk = new DiskWatch(Storage.Disk, DiskWatch.Stretch);
        Secrets = secrets;
        _observers = [.. observers];
        _clock = clock;
        _reserve = new ReservedSpace(folder.Reserve);
        // Unbuffered, so that the log is complete up to the moment of a crash.
        _file = new FileStream(folder.Events, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    public RunFolder Folder { get; }

    /// <summary>What the run's jobs may still leave here.</summary>
    public RunStorage Storage { get; }

    /// <summary>What must not be seen of the run.</summary>
    public SecretPatterns Secrets { get; }

    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Why the event log is not complete; null while it is.</summary>
    public string? Failure { get; private set; }

    /// <summary>A text of a job, an image or an engine as it may be kept and shown: masked and cleaned. It may have several lines.</summary>
    /// <remarks>Masked on both sides: a secret may have letters that are cleaned away, and what is cleaned away may stand between its letters.</remarks>
    public string Text(string text) => Secrets.Mask(TerminalText.Clean(Secrets.Mask(text)));

    public void Record(RunEvent happened)
    {
        var value = EventTexts.Map(happened, Text);
        byte[] line = [.. RunEventJson.Write(value), (byte)'\n'];
        lock (_lock)
        {
            Append(value, line);
            foreach (var observer in _observers.ToArray())
            {
                Tell(observer, () => observer.Happened(value));
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
            for (var i = _observers.Count - 1; i >= 0; i--)
            {
                try
                {
                    _observers[i].Wrote(job, step, output);
                }
                catch (IOException)
                {
                    _observers.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>Ends the run's record; with it go the files that had no place yet.</summary>
    public void Dispose()
    {
        _reserve.Dispose();
        _file.Dispose();
        Folder.TryRemoveIncoming();
    }

    /// <summary>A terminal that was closed, or a full disk behind standard output, ends the showing and not the run.</summary>
    private void Tell(IRunObserver observer, Action tell)
    {
        try
        {
            tell();
        }
        catch (IOException)
        {
            _observers.Remove(observer);
        }
    }

    private void Append(RunEvent value, byte[] line)
    {
        if (Failure is null && (FindShortage(line) ?? TryAppend(line)) is { } failure)
        {
            _reserve.Dispose();
            Failure = failure;
        }

        if (Failure is not null && (value is RunFinished || _spare.TryTake(line.Length)))
        {
            // What happens last is what counts most: it has the reserved space.
            TryAppend(line);
        }
    }

    /// <returns>Why a line is not to be added, within the log's bound and the disk's; null: it may.</returns>
    private string? FindShortage(byte[] line)
    {
        if (!_room.TryTake(line.Length))
        {
            return $"a run's events take at most {Storage.Limits.Bytes(Storage.Limits.EventLog, "eventLog")}";
        }

        try
        {
            _disk.Before(line.Length);
            return null;
        }
        catch (IOException full)
        {
            return full.Message;
        }
    }

    /// <returns>Null: the whole line is in the log. Otherwise nothing of it is.</returns>
    private string? TryAppend(byte[] line)
    {
        var end = _file.Length;
        try
        {
            _file.Position = end;
            _file.Write(line);
            return null;
        }
        catch (IOException exception)
        {
            _file.SetLength(end);
            return exception.Message;
        }
    }
}
