using Slipway.Execution.Bounds;
using Slipway.Execution.State;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Execution.Events;

/// <summary>A journal in a run's folder: a file of events, and logs, artifacts and test results as files.</summary>
public sealed class FolderJournal : IRunJournal, IDisposable
{
    private readonly Lock _lock = new();
    private readonly RunFolder _folder;
    private readonly FileStream _file;
    private readonly ReservedSpace _reserve;
    private readonly StorageLimits _limits;
    private readonly Allowance _room;
    private readonly DiskWatch _disk;

    /// <summary>What the log takes behind its bound, for the ends of jobs and workflows.</summary>
    private readonly Allowance _spare = new(ReservedSpace.Bytes);

    /// <param name="folder">Exists.</param>
    /// <param name="limits">How much the events may take.</param>
    /// <param name="disk">What stays free there.</param>
    public FolderJournal(RunFolder folder, StorageLimits limits, DiskReserve disk)
    {
        _folder = folder;
        _limits = limits;
        _room = new Allowance(limits.EventLog);
        _disk = new DiskWatch(disk, DiskWatch.Stretch);
        _reserve = new ReservedSpace(folder.Reserve);
        // Unbuffered, so that the log is complete up to the moment of a crash.
        _file = new FileStream(folder.Events, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    public string? Failure { get; private set; }

    public void Append(RunEvent happened)
    {
        byte[] line = [.. RunEventJson.Write(happened), (byte)'\n'];
        lock (_lock)
        {
            if (Failure is null && (FindShortage(line) ?? TryAppend(line)) is { } failure)
            {
                _reserve.Dispose();
                Failure = failure;
            }

            if (Failure is not null && (happened is RunFinished || _spare.TryTake(line.Length)))
            {
                // What happens last is what counts most: it has the reserved space.
                TryAppend(line);
            }
        }
    }

    public IOpenLog OpenLog(JobRef job, int? step, string log) => new LogFile(_folder.PathOfLog(job, log));

    public IOpenArtifact OpenArtifact(JobRef job, string path) => new ArtifactFile(_folder.ArtifactsOf(job), _folder.Incoming, path);

    public void AddTests(JobRef job, int build, IReadOnlyList<TestCase> tests) => TestRecord.Add(_folder, job, build, tests);

    /// <summary>Ends the run's record; with it go the files that had no place yet.</summary>
    public void Dispose()
    {
        _reserve.Dispose();
        _file.Dispose();
        _folder.TryRemoveIncoming();
    }

    /// <returns>Why a line is not to be added, within the log's bound and the disk's; null: it may.</returns>
    private string? FindShortage(byte[] line)
    {
        if (!_room.TryTake(line.Length))
        {
            return $"a run's events take at most {_limits.Bytes(_limits.EventLog, "eventLog")}";
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
