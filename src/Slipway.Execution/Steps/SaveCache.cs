using Slipway.Execution.Archives;
using Slipway.Execution.Blobs;
using Slipway.Execution.Bounds;
using Slipway.Execution.Failures;
using Slipway.Execution.Logs;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Texts;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>The step <c>save_cache</c>.</summary>
/// <remarks>https://circleci.com/docs/guides/optimize/caching/.</remarks>
internal static class SaveCache
{
    private const int Level = 1;
    private const int DefaultDays = 15;

    public static async Task<StepOutcome> RunAsync(JobContext job, SaveCacheStep step, StepLog log, CancellationToken cancellationToken)
    {
        if (await JobCacheKeys.ExpandAsync(job, step.Key, log, cancellationToken) is not { } key)
        {
            return JobCacheKeys.Without(step.Key);
        }

        var caches = job.Ports.Caches;
        if (await caches.FindAsync(key, cancellationToken) is { } there)
        {
            log.Say($"Skipping cache generation, cache already exists for key: {key}\nFound one created at {there.SavedAt:u}");
            return new StepOutcome.Passed();
        }

        log.Say("Creating cache archive...");
        var (blob, summary) = await UploadAsync(job, step, log, cancellationToken);
        foreach (var missing in summary.Missing)
        {
            log.Say($"Skipping missing path {missing}");
        }

        if (summary.Entries == 0)
        {
            log.Say("warning: there is nothing to cache at these paths; no cache is stored");
            return new StepOutcome.Passed();
        }

        job.Recorder.Storage.Of(job.Ref).Caches.Take(blob.Bytes);
        var (most, setting) = Bound(job);
        var now = job.Clock.GetUtcNow();
        var (stored, forgotten) = await caches.TryAddAsync(
            new(key, blob, step.Paths, job.Numbers.Build, now, now.AddDays(job.Plan.CacheRetentionDays ?? DefaultDays)), most, cancellationToken);
        log.Say(stored ? $"Stored Cache to {key}\n  {CountText.Of(summary.Entries, "entry", "entries")}, {ByteText.Of(summary.Bytes)}, {ByteText.Of(blob.Bytes)} compressed" : $"Skipping cache generation, cache already exists for key: {key}");
        if (forgotten.Count > 0)
        {
            log.Say($"Forgot the caches that were not used for longest, for all may hold {job.Recorder.Storage.Limits.Bytes(most, setting)}:\n{string.Join('\n', forgotten.Select(key => "  * " + key))}");
        }

        return new StepOutcome.Passed();
    }

    private static async Task<(Blob Content, TransferSummary Summary)> UploadAsync(JobContext job, SaveCacheStep step, StepLog log, CancellationToken cancellationToken)
    {
        var storage = job.Recorder.Storage;
        var (most, setting) = Bound(job);
        var room = Math.Min(most, storage.Of(job.Ref).Caches.Left);
        var refusal = room < most
            ? $"the caches of one job hold at most {storage.Limits.Bytes(most, setting)} together"
            : $"a cache holds at most {storage.Limits.Bytes(most, setting)}";
        var summary = new TransferSummary(0, 0, []);
        var request = new DownloadRequest { Directory = job.Plan.WorkingDirectory, Paths = step.Paths, AbsoluteNames = true, CompressionLevel = Level };
        var blob = await job.Ports.Blobs.PutAsync(
            async target => summary = await job.Agent.DownloadAsync(
                request,
                new BoundedWriter(new ReportedStream(target, log.Say), room, storage.Disk, () => new JobFailedException($"the cache is too large and is not stored: {refusal}")).WriteAsync,
                cancellationToken),
            cancellationToken);
        return (blob, summary);
    }

    /// <summary>What the scope's caches may hold together, and the setting that says so.</summary>
    private static (long MostBytes, string Setting) Bound(JobContext job) => job.Recorder.Storage.Limits.CachesOf(job.Facts.Trust.IsTrusted);
}
