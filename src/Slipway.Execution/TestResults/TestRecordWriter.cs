using Slipway.Execution.Bounds;
using Slipway.Execution.Events;
using Slipway.Execution.State;
using Slipway.Model.Events;

namespace Slipway.Execution.TestResults;

/// <summary>Adds tests to the results of a job, for as long as it has room for them. The last of them are kept when it is flushed.</summary>
internal sealed class TestRecordWriter(IRunJournal journal, JobRef job, int build, JobStorage room)
{
    /// <summary>So that a journal gets neither a line for each nor one of any length.</summary>
    private const int MostBytesAtOnce = 256 * 1024;
    private readonly List<TestCase> _waiting = [];
    private int _bytes;

    /// <summary>How many were added.</summary>
    public int Tests { get; private set; }

    /// <summary>How many of them failed.</summary>
    public int Failed { get; private set; }

    /// <summary>How many of them did not run.</summary>
    public int Skipped { get; private set; }

    /// <returns>False: there is no room for it.</returns>
    public bool TryAdd(TestCase test)
    {
        var bytes = TestRecord.BytesOf(test);
        if (!room.Tests.TryTake(1) || !room.TestRecords.TryTake(bytes))
        {
            return false;
        }

        _waiting.Add(test);
        _bytes += bytes;
        if (_bytes >= MostBytesAtOnce)
        {
            Flush();
        }

        Tests++;
        Failed += test.Result == "failure" ? 1 : 0;
        Skipped += test.Result == "skipped" ? 1 : 0;
        return true;
    }

    /// <summary>Hands on what is not kept by now.</summary>
    public void Flush()
    {
        if (_waiting.Count > 0)
        {
            journal.AddTests(job, build, [.. _waiting]);
        }

        _waiting.Clear();
        _bytes = 0;
    }
}
