using Slipway.Execution.State;
using Slipway.Model.Events;

namespace Slipway.Execution.Events;

/// <summary>A journal in a run's folder: a file of events, and the logs as files.</summary>
public sealed class FolderJournal : IRunJournal, IDisposable
{
    private readonly Lock _lock = new();
    private readonly RunFolder _folder;
    private readonly FileStream _file;
    private readonly ReservedSpace _reserve;

    /// <param name="folder">Exists.</param>
    public FolderJournal(RunFolder folder)
    {
        _folder = folder;
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
            if (Failure is null && TryAppend(line) is { } failure)
            {
                _reserve.Dispose();
                Failure = failure;
            }

            if (Failure is not null)
            {
                // What happens last is what counts most: it has the reserved space.
                TryAppend(line);
            }
        }
    }

    public IOpenLog OpenLog(JobRef job, int? step, string log) => new LogFile(_folder.PathOfLog(log));

    /// <summary>Ends the run's record; with it go the files that had no place yet.</summary>
    public void Dispose()
    {
        _reserve.Dispose();
        _file.Dispose();
        _folder.TryRemoveIncoming();
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
