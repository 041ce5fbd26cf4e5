using Slipway.Model.Events;

namespace Slipway.Execution.Events;

/// <summary>A journal as a stream of lines, one JSON value each, for a <see cref="JournalReader"/> in another process. A reader who is slow makes the jobs wait.</summary>
public sealed class StreamJournal : IRunJournal
{
    private readonly Lock _lock = new();
    private readonly Stream _stream;
    private readonly Action _lost;

    /// <param name="stream">Takes the lines; it stays open.</param>
    /// <param name="now">When the journal is opened.</param>
    /// <param name="lost">Called once when nobody reads any more.</param>
    public StreamJournal(Stream stream, DateTimeOffset now, Action lost)
    {
        _stream = stream;
        _lost = lost;
        Append(new JournalOpened { Time = now });
    }

    public string? Failure { get; private set; }

    public void Append(RunEvent happened) => TryWrite(happened);

    public IOpenLog OpenLog(JobRef job, int? step, string log)
    {
        var opened = new StreamLog(this, job, step, log);
        // A log is there also when nothing is ever written into it; nothing has come yet that a time could be of.
        opened.Write([], default);
        return opened;
    }

    public IOpenArtifact OpenArtifact(JobRef job, string path)
    {
        var opened = new StreamArtifact(this, job, path);
        // An artifact is there also when it is empty.
        opened.Write([]);
        return opened;
    }

    public void AddTests(JobRef job, int build, IReadOnlyList<TestCase> tests) => Write(new TestsReported(job, build, tests) { Time = default });

    /// <exception cref="IOException">Nobody reads any more.</exception>
    private void Write(RunEvent value)
    {
        if (!TryWrite(value))
        {
            throw new IOException($"the journal cannot be written: {Failure}");
        }
    }

    private bool TryWrite(RunEvent value)
    {
        byte[] line = [.. RunEventJson.Write(value), (byte)'\n'];
        lock (_lock)
        {
            if (Failure is not null)
            {
                return false;
            }

            try
            {
                _stream.Write(line);
                _stream.Flush();
                return true;
            }
            catch (IOException failure)
            {
                Failure = failure.Message;
            }
        }

        _lost();
        return false;
    }

    private sealed class StreamLog(StreamJournal journal, JobRef job, int? step, string log) : IOpenLog
    {
        public void Write(ReadOnlySpan<byte> output, DateTimeOffset time) => journal.Write(new LogWritten(job, step, log, output.ToArray()) { Time = time });

        public void Dispose() => journal.TryWrite(new LogEnded(job, log) { Time = default });
    }

    private sealed class StreamArtifact(StreamJournal journal, JobRef job, string path) : IOpenArtifact
    {
        private bool _isComplete;

        public void Write(ReadOnlySpan<byte> content) => journal.Write(new ArtifactWritten(job, path, content.ToArray()) { Time = default });

        public void Complete()
        {
            journal.Write(new ArtifactEnded(job, path, IsWhole: true) { Time = default });
            _isComplete = true;
        }

        public void Dispose()
        {
            if (!_isComplete)
            {
                journal.TryWrite(new ArtifactEnded(job, path, IsWhole: false) { Time = default });
            }
        }
    }
}
