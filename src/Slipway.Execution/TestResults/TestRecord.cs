using System.Text.Json;
using Slipway.Execution.State;
using Slipway.Model.Events;

namespace Slipway.Execution.TestResults;

/// <summary>The test results in a run's folder: a file per node and build number, which tells the attempts of a workflow that reruns itself apart.</summary>
internal static class TestRecord
{
    public static async Task AddAsync(RunFolder run, JobRef job, int build, IEnumerable<TestCase> tests, CancellationToken cancellationToken)
    {
        var lines = tests.Select(test => JsonSerializer.Serialize(test, TestCaseJson.Default.TestCase));
        await File.AppendAllLinesAsync(Path.Combine(Directory.CreateDirectory(FolderOf(run)).FullName, FileName(job.Job, $"{job.Node}", build)), lines, cancellationToken);
    }

    /// <summary>What all nodes of a job have stored.</summary>
    public static IReadOnlyList<TestCase> Read(RunFolder run, string job, int build) => Directory.Exists(FolderOf(run))
        ? [.. Directory.GetFiles(FolderOf(run), FileName(job, "*", build)).SelectMany(file => JsonLines.Read(file, TestCaseJson.Default.TestCase))]
        : [];

    private static string FolderOf(RunFolder run) => Path.Combine(run.Path, "tests");

    private static string FileName(string job, string node, int build) => $"{RunFolder.UniqueName(job)}-{node}-{build}.jsonl";
}
