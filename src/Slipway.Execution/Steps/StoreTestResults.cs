using System.Formats.Tar;
using System.Xml;
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
        if (place.Kind == FileKind.Missing)
        {
            log.Say($"Unable to save test results from {place.Path}: there is nothing there");
            return new StepOutcome.Passed();
        }

        var tests = await Downloaded.ReadAsync(job, place.Request, tar => ReadAsync(tar, log, cancellationToken), cancellationToken);
        log.Say($"Archiving the following test results\n  * {place.Path}: {tests.Count} tests");
        await TestRecord.AddAsync(job.Run.Recorder.Folder, job.Ref, job.Numbers.Build, tests, cancellationToken);
        job.Run.Recorder.Record(new TestResultsStored(job.Ref, tests.Count, tests.Count(test => test.Result == "failure"), tests.Count(test => test.Result == "skipped")) { Time = job.Run.Recorder.Now });
        return new StepOutcome.Passed();
    }

    private static async Task<List<TestCase>> ReadAsync(Stream tar, StepLog log, CancellationToken cancellationToken)
    {
        var tests = new List<TestCase>();
        await using var reader = new TarReader(tar);
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry.DataStream is null || !entry.Name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            try
            {
                tests.AddRange(JUnitReader.Read(entry.DataStream));
            }
            catch (XmlException failure)
            {
                log.Say($"Warning: {entry.Name} is no valid XML from line {failure.LineNumber} on: {failure.Message}");
            }
        }

        return tests;
    }
}
