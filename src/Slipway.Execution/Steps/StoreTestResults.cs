using Slipway.Execution.Logs;
using Slipway.Execution.TestResults;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>The step <c>store_test_results</c>: JUnit XML into the run's results; the times of a job that passes are what later runs split by.</summary>
/// <remarks>https://circleci.com/docs/guides/test/collect-test-data/.</remarks>
internal static class StoreTestResults
{
    public static async Task<StepOutcome> RunAsync(JobContext job, StoreTestResultsStep step, StepLog log, CancellationToken cancellationToken)
    {
        var place = await StoredPath.FindAsync(job, step.Path, cancellationToken);
        if (place.Kind == PathKind.Missing)
        {
            log.Say($"Unable to save test results from {place.Path}: there is nothing there");
            return new StepOutcome.Passed();
        }

        var storage = job.Recorder.Storage;
        var room = storage.Of(job.Ref);
        var record = new TestRecordWriter(job.Recorder.Journal, job.Ref, job.Numbers.Build, room);
        var all = await DownloadedTar.ReadAsync(job, place.Request, room.TestReports.Left, (tar, isCut) => ReadAsync(tar, isCut, record, job, log, cancellationToken), cancellationToken);
        log.Say($"Archiving the following test results\n  * {place.Path}: {record.Tests} tests");
        if (!all)
        {
            log.Say($"warning: there is no room for all test results, and those that follow are left out: one job stores at most {storage.Limits.Count(storage.Limits.Tests, "tests", "tests")} of {storage.Limits.Bytes(storage.Limits.TestResults, "testResults")}");
        }

        job.Recorder.Record(new TestResultsStored(job.Ref, record.Tests, record.Failed, record.Skipped) { Time = job.Recorder.Now });
        return new StepOutcome.Passed();
    }

    /// <returns>Whether there was room for all of them.</returns>
    private static Task<bool> ReadAsync(Stream tar, bool isCut, TestRecordWriter record, JobContext job, StepLog log, CancellationToken cancellationToken)
    {
        var recorder = job.Recorder;
        recorder.Storage.Of(job.Ref).TestReports.Take(tar.Length);
        try
        {
            return Task.FromResult(TestArchive.Read(tar, isCut, recorder.Text, record.TryAdd, log.Say, cancellationToken));
        }
        finally
        {
            record.Flush();
        }
    }
}
