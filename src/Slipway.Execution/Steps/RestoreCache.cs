using Slipway.Execution.Caches;
using Slipway.Execution.Logs;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>The step <c>restore_cache</c>.</summary>
/// <remarks>https://circleci.com/docs/guides/optimize/caching/.</remarks>
internal static class RestoreCache
{
    public static async Task<StepOutcome> RunAsync(JobContext job, RestoreCacheStep step, StepLog log, CancellationToken cancellationToken)
    {
        var index = JobCaches.Of(job);
        foreach (var template in step.Keys)
        {
            var key = await JobCaches.TemplateOf(job, cancellationToken).ExpandAsync(template);
            if (index.FindNewest(key) is { } entry && await TryRestoreAsync(job, entry, log, cancellationToken))
            {
                return new StepOutcome.Passed();
            }

            log.Say($"No cache is found for key: {key}");
        }

        return new StepOutcome.Passed();
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
            log.Say($"Warning: the cache {entry.Key} cannot be used: {failure.Message}");
            JobCaches.Of(job).Remove(entry.Key);
            return false;
        }

        await using (content)
        {
            log.Say($"Found a cache from build {entry.Build} at {entry.Key}\nSize: {ByteText.Of(entry.Content.Bytes)}\nCached paths:\n{string.Join('\n', entry.Paths.Select(path => "  * " + path))}\n\nDownloading cache archive...");
            var summary = await job.Agent.UploadAsync(new UploadRequest { Directory = "/", Compressed = true, KeepOwners = true, MostBytes = job.Recorder.Storage.Limits.Unpacked }, content, cancellationToken);
            log.Say($"Unarchived {summary.Entries} entries, {ByteText.Of(summary.Bytes)}");
            JobCaches.Of(job).Use(entry);
        }

        return true;
    }
}
