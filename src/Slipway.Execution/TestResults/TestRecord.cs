using Slipway.Execution.Bounds;
using Slipway.Execution.State;
using Slipway.Model.Events;

namespace Slipway.Execution.TestResults;

/// <summary>The test results in a run's folder: a file per node and build number, which tells the attempts of a workflow that reruns itself apart.</summary>
public static class TestRecord
{
    /// <summary>Opens a node's results to add some.</summary>
    internal static TestRecordWriter Open(RunFolder run, JobRef job, int build, JobStorage room) =>
        new(Path.Combine(Directory.CreateDirectory(FolderOf(run)).FullName, FileName(job.Job, $"{job.Node}", build)), room);

    /// <summary>What all nodes of a job have stored, read as it is asked for.</summary>
    public static IEnumerable<TestCase> Read(RunFolder run, string job, int build) => Directory.Exists(FolderOf(run))
        ? Directory.GetFiles(FolderOf(run), FileName(job, "*", build)).SelectMany(file => JsonLines.ReadEach(file, TestCaseJson.Default.TestCase))
        : [];

    private static string FolderOf(RunFolder run) => Path.Combine(run.Path, "tests");

    private static string FileName(string job, string node, int build) => $"{RunFolder.UniqueName(job)}-{node}-{build}.jsonl";
}
