using Slipway.Execution.Agents;
using Slipway.Execution.Archives;
using Slipway.Execution.Blobs;
using Slipway.Execution.Bounds;
using Slipway.Execution.Caches;
using Slipway.Execution.Failures;
using Slipway.Execution.Logs;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Texts;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>The steps <c>save_cache</c> and <c>restore_cache</c>.</summary>
/// <remarks>https://circleci.com/docs/guides/optimize/caching/.</remarks>
internal static class CacheSteps
{
    private const int Level = 1;
    private const int DefaultDays = 15;

    public static async Task<StepOutcome> SaveAsync(JobContext job, SaveCacheStep step, StepLog log, CancellationToken cancellationToken)
    {
        var key = await Template(job, cancellationToken).ExpandAsync(step.Key);
        var index = IndexOf(job);
        if (index.Find(key) is { } there)
        {
            log.Say($"Skipping cache generation, cache already exists for key: {key}\nFound one created at {there.SavedAt:u}");
            return new StepOutcome.Passed();
        }

        log.Say("Creating cache archive...");
        var (blob, summary) = await UploadAsync(job, step, index, log, cancellationToken);
        foreach (var missing in summary.Missing)
        {
            log.Say($"Skipping missing path {missing}");
        }

        if (summary.Entries == 0)
        {
            log.Say("Warning: there is nothing to cache at these paths; no cache is stored");
            return new StepOutcome.Passed();
        }

        job.Recorder.Storage.Of(job.Ref).Caches.Take(blob.Bytes);
        var limits = job.Recorder.Storage.Limits;
        var now = job.Clock.GetUtcNow();
        var stored = index.TryAdd(new(key, blob, step.Paths, job.Numbers.Build, now, now.AddDays(job.Plan.CacheRetentionDays ?? DefaultDays)));
        log.Say(stored ? $"Stored Cache to {key}\n  {CountText.Of(summary.Entries, "entry", "entries")}, {ByteText.Of(summary.Bytes)}, {ByteText.Of(blob.Bytes)} compressed" : $"Skipping cache generation, cache already exists for key: {key}");
        if (index.MakeRoom(limits) is { Count: > 0 } forgotten)
        {
            var (most, setting) = index.Bound(limits);
            log.Say($"Forgot the caches that were not used for longest, for all may hold {limits.Bytes(most, setting)}:\n{string.Join('\n', forgotten.Select(key => "  * " + key))}");
        }

        return new StepOutcome.Passed();
    }

    private static async Task<(Blob Content, TransferSummary Summary)> UploadAsync(JobContext job, SaveCacheStep step, ScopedCaches index, StepLog log, CancellationToken cancellationToken)
    {
        var storage = job.Recorder.Storage;
        var (most, setting) = index.Bound(storage.Limits);
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

    public static async Task<StepOutcome> RestoreAsync(JobContext job, RestoreCacheStep step, StepLog log, CancellationToken cancellationToken)
    {
        var index = IndexOf(job);
        foreach (var template in step.Keys)
        {
            var key = await Template(job, cancellationToken).ExpandAsync(template);
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
            IndexOf(job).Remove(entry.Key);
            return false;
        }

        await using (content)
        {
            log.Say($"Found a cache from build {entry.Build} at {entry.Key}\nSize: {ByteText.Of(entry.Content.Bytes)}\nCached paths:\n{string.Join('\n', entry.Paths.Select(path => "  * " + path))}\n\nDownloading cache archive...");
            var summary = await job.Agent.UploadAsync(new UploadRequest { Directory = "/", Compressed = true, KeepOwners = true, MostBytes = job.Recorder.Storage.Limits.Unpacked }, new ReportedStream(content, log.Say), cancellationToken);
            log.Say($"Unarchived {CountText.Of(summary.Entries, "entry", "entries")}, {ByteText.Of(summary.Bytes)}");
            IndexOf(job).Use(entry);
        }

        return true;
    }

    private static ScopedCaches IndexOf(JobContext job) =>
        new(job.Ports.State, job.Facts.Project.Key, job.Facts.Trust.Name, job.Clock);

    private static CacheKeyTemplate Template(JobContext job, CancellationToken cancellationToken) => new(
        new CacheKeyValues
        {
            Branch = job.Facts.Branch ?? "",
            Build = job.Numbers.Build,
            Revision = job.Facts.Revision ?? "",
            CheckoutKey = job.Facts.Project.Id.ToString("N"),
            Architecture = job.Agent.Hello.Architecture,
            Now = job.Clock.GetUtcNow(),
            Environment = job.Variables.Exported,
        },
        file => ChecksumAsync(job, file, cancellationToken));

    private static async Task<byte[]> ChecksumAsync(JobContext job, string file, CancellationToken cancellationToken)
    {
        try
        {
            return await job.Agent.ChecksumAsync(new PathRequest(job.Plan.WorkingDirectory, file), cancellationToken);
        }
        catch (AgentException failure) when (failure.Kind == AgentFailureKind.NotFound)
        {
            throw new JobFailedException($"error computing cache key: checksum \"{file}\": there is no such file in {job.Plan.WorkingDirectory}", failure);
        }
    }
}
