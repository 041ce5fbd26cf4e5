using Slipway.Execution.Archives;
using Slipway.Execution.Caches;
using Slipway.Execution.Logs;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Texts;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>The step <c>restore_cache</c>.</summary>
/// <remarks>https://circleci.com/docs/guides/optimize/caching/.</remarks>
internal static class RestoreCache
{
    public static async Task<StepOutcome> RunAsync(JobContext job, RestoreCacheStep step, StepLog log, CancellationToken cancellationToken)
    {
        StepOutcome outcome = new StepOutcome.Passed();
        foreach (var template in step.Keys)
        {
            if (await JobCacheKeys.ExpandAsync(job, template, log, cancellationToken) is not { } key)
            {
                outcome = JobCacheKeys.Without(template);
                continue;
            }

            if (await job.Ports.Caches.FindNewestAsync(key, cancellationToken) is { } entry && await TryRestoreAsync(job, entry, log, cancellationToken))
            {
                break;
            }

            log.Say($"No cache is found for key: {key}");
        }

        return outcome;
    }

    private static async Task<bool> TryRestoreAsync(JobContext job, CacheEntry entry, StepLog log, CancellationToken cancellationToken)
    {
        Stream content;
        try
        {
            content = await job.Ports.Blobs.OpenReadAsync(entry.Content, cancellationToken);
        }
        catch (IOException failure)
        {
            log.Say($"warning: the cache {entry.Key} cannot be used: {failure.Message}");
            await job.Ports.Caches.RemoveAsync(entry.Key, cancellationToken);
            return false;
        }

        await using (content)
        {
            log.Say($"Found a cache from build {entry.Build} at {entry.Key}\nSize: {ByteText.Of(entry.Content.Bytes)}\nCached paths:\n{string.Join('\n', entry.Paths.Select(path => "  * " + path))}\n\nDownloading cache archive...");
            await using var reported = new ReportedStream(content, log.Say);
            var summary = await job.Agent.UploadAsync(new UploadRequest { Directory = "/", Compressed = true, KeepOwners = true, MostBytes = job.Recorder.Storage.Limits.Unpacked }, reported, cancellationToken);
            log.Say($"Unarchived {CountText.Of(summary.Entries, "entry", "entries")}, {ByteText.Of(summary.Bytes)}");
            await job.Ports.Caches.UseAsync(entry, cancellationToken);
        }

        return true;
    }
}
