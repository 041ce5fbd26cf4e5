using System.Text.Json;
using Slipway.Execution.Bounds;

namespace Slipway.Execution.TestResults;

/// <summary>Adds tests to a file of results one by one, for as long as the job has room for them.</summary>
internal sealed class TestRecordWriter(string file, JobStorage room) : IAsyncDisposable
{
    private readonly FileStream _file = new(file, FileMode.Append, FileAccess.Write, FileShare.Read);

    /// <summary>How many were added.</summary>
    public int Tests { get; private set; }

    /// <summary>How many of them failed.</summary>
    public int Failed { get; private set; }

    /// <summary>How many of them did not run.</summary>
    public int Skipped { get; private set; }

    /// <returns>False: there is no room for it.</returns>
    public bool TryAdd(TestCase test)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(test, TestCaseJson.Default.TestCase), (byte)'\n'];
        if (!room.Tests.TryTake(1) || !room.TestRecords.TryTake(line.Length))
        {
            return false;
        }

        _file.Write(line);
        Tests++;
        Failed += test.Result == "failure" ? 1 : 0;
        Skipped += test.Result == "skipped" ? 1 : 0;
        return true;
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
