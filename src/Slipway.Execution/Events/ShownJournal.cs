using Slipway.Model.Events;

namespace Slipway.Execution.Events;

/// <summary>A journal that observers see as it is written: what happens once it is kept, output once its log has it.</summary>
/// <param name="journal">Keeps it.</param>
public sealed class ShownJournal(IRunJournal journal, IReadOnlyList<IRunObserver> observers) : IRunJournal
{
    private readonly Lock _lock = new();
    private readonly List<IRunObserver> _observers = [.. observers];

    public string? Failure => journal.Failure;

    public void Append(RunEvent happened)
    {
        lock (_lock)
        {
            journal.Append(happened);
            for (var i = _observers.Count - 1; i >= 0; i--)
            {
                try
                {
                    _observers[i].Happened(happened);
                }
                catch (IOException)
                {
                    // A terminal that was closed, or a full disk behind standard output, ends the showing and not the run.
                    _observers.RemoveAt(i);
                }
            }
        }
    }

    public IOpenLog OpenLog(JobRef job, int? step, string log)
    {
        var opened = journal.OpenLog(job, step, log);
        return step is { } number ? new ShownLog(opened, output => Show(job, number, output)) : opened;
    }

    public IOpenArtifact OpenArtifact(JobRef job, string path) => journal.OpenArtifact(job, path);

    public void AddTests(JobRef job, int build, IReadOnlyList<TestCase> tests) => journal.AddTests(job, build, tests);

    private void Show(JobRef job, int step, ReadOnlySpan<byte> output)
    {
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

    private sealed class ShownLog(IOpenLog log, ShownLog.Shower show) : IOpenLog
    {
        public delegate void Shower(ReadOnlySpan<byte> output);

        public void Write(ReadOnlySpan<byte> output, DateTimeOffset time)
        {
            log.Write(output, time);
            show(output);
        }

        public void Dispose() => log.Dispose();
    }
}
