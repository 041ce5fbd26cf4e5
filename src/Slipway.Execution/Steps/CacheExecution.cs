using System.Security.Cryptography;
using System.Text;
using Slipway.Execution.Jobs;
using Slipway.Execution.Logs;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>The project's caches: the first to save under a key wins, and a key finds the newest cache that it is a prefix of.</summary>
internal static class CacheExecution
{
    public static async Task<StepOutcome> SaveAsync(JobContext job, SaveCacheStep step, StepLog log, CancellationToken cancellationToken)
    {
        var key = await CacheKey.ExpandAsync(job, step.Key, cancellationToken);
        var file = Path.Combine(FolderOf(job), Name(key) + ".tar.zst");
        if (File.Exists(file))
        {
            log.Say($"Skipping cache generation, cache already exists for key: {key}");
            return new StepOutcome.Passed();
        }

        var request = new DownloadRequest
        {
            Directory = StepPaths.Resolve(job, null),
            Paths = [.. step.Paths.Select(path => StepPaths.Resolve(job, path))],
            AbsoluteNames = true,
        };
        await File.WriteAllTextAsync(EnsureFolder(Path.ChangeExtension(file, null) + ".key"), key, cancellationToken);
        var summary = await StoredArchive.SaveAsync(job.Agent, request, file, cancellationToken);
        foreach (var missing in summary.Missing)
        {
            log.Say($"warning: {missing} does not exist and is not in the cache");
        }

        log.Say($"Stored cache to {key}: {summary.Entries} entries, {summary.Bytes} bytes");
        return new StepOutcome.Passed();
    }

    public static async Task<StepOutcome> RestoreAsync(JobContext job, RestoreCacheStep step, StepLog log, CancellationToken cancellationToken)
    {
        foreach (var template in step.Keys)
        {
            var key = await CacheKey.ExpandAsync(job, template, cancellationToken);
            if (Find(job, key) is not { } found)
            {
                log.Say($"No cache is found for key: {key}");
                continue;
            }

            log.Say($"Found a cache from {File.GetLastWriteTimeUtc(found.File):u} at {found.Key}");
            var summary = await StoredArchive.RestoreAsync(job.Agent, found.File, "/", cancellationToken);
            log.Say($"Restored {summary.Entries} entries, {summary.Bytes} bytes");
            return new StepOutcome.Passed();
        }

        return new StepOutcome.Passed();
    }

    private static (string Key, string File)? Find(JobContext job, string prefix)
    {
        var folder = FolderOf(job);
        if (!Directory.Exists(folder))
        {
            return null;
        }

        var newest = Directory.EnumerateFiles(folder, "*.key")
            .Select(keyFile => (Key: File.ReadAllText(keyFile), File: Path.Combine(folder, Path.GetFileName(keyFile).Replace(".tar.key", ".tar.zst", StringComparison.Ordinal))))
            .Where(cache => cache.Key.StartsWith(prefix, StringComparison.Ordinal) && File.Exists(cache.File))
            .OrderByDescending(cache => File.GetLastWriteTimeUtc(cache.File))
            .FirstOrDefault();
        return newest.File is null ? null : newest;
    }

    private static string FolderOf(JobContext job) => Path.Combine(job.Run.State.Storage, "caches", job.Run.Facts.Project.Key);

    private static string Name(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..40];

    private static string EnsureFolder(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return file;
    }
}
