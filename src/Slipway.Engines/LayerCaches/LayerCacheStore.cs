using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Slipway.Engines.Btrfs;
using Slipway.Engines.Leases;
using Slipway.Linux.Failures;
using Slipway.Linux.Locks;

namespace Slipway.Engines.LayerCaches;

/// <summary>
/// The heads on disk: <c>heads/KEY/GENERATION/{data,head.json}</c>. A generation appears by one rename and never changes
/// afterwards but for the time of its last use; the highest is the head. One lock guards every change, and is held for milliseconds.
/// </summary>
/// <param name="quota">Who bills bytes to their writers; of it null: nobody does.</param>
internal sealed class LayerCacheStore(string folder, LayerCacheLimits limits, TimeProvider clock, Func<BtrfsQuota?> quota)
{
    /// <summary>Docker's overlay2 as used in a user namespace: not interchangeable with a rootful one.</summary>
    public const string Overlay2InUserNamespace = "overlay2-userns";

    private const string RecordName = "head.json";
    private const string DataName = "data";

    private string LockPath => Path.Combine(folder, ".lock");

    /// <summary>Makes <paramref name="target"/> a copy of the head a scope reads: its own, else the trusted one.</summary>
    /// <returns>The head that was copied, or null when there is none. A damaged one is removed with a warning; one that cannot be copied now stays, with a warning too.</returns>
    public async Task<(LayerCacheHead? Head, string? Warning)> CopyAsync(LayerCacheKey key, string engine, string target, ulong? quotaGroup, CancellationToken cancellationToken)
    {
        using var held = await FileLock.TakeAsync(LockPath, cancellationToken);
        string? warning = null;
        foreach (var generation in Generations(key, engine))
        {
            try
            {
                if (FindDamage(generation) is { } damage)
                {
                    Remove(generation);
                    warning = $"The layer cache head of project '{key.Project}' was damaged and is removed ({damage}); this engine starts without it.";
                    continue;
                }

                var head = Read(generation);
                File.SetLastWriteTimeUtc(Path.Combine(generation, RecordName), clock.GetUtcNow().UtcDateTime);
                BtrfsSubvolume.Snapshot(Path.Combine(generation, DataName), target, quotaGroup: quotaGroup);
                return (head, warning);
            }
            catch (IOException failure)
            {
                // A full disk or too many open files say nothing about the head.
                warning = $"The layer cache head of project '{key.Project}' cannot be copied now ({failure.Message}); this engine starts without it.";
            }
        }

        return (null, warning);
    }

    /// <summary>The id of the head that <see cref="CopyAsync"/> would copy, unless it is damaged.</summary>
    public string? Find(LayerCacheKey key, string engine) =>
        Generations(key, engine).Select(generation => Path.GetRelativePath(folder, generation)).FirstOrDefault();

    /// <summary>Makes a stopped engine's data root the head of its key, if the policy lets it.</summary>
    public async Task<LayerCacheCommit> CommitAsync(LayerCacheKey key, string engine, LayersToKeep layers, CancellationToken cleanupToken)
    {
        Remove(layers.Draft);
        Directory.CreateDirectory(layers.Draft);
        // The snapshot writes what is in memory alone, so that all of it is counted; outside of the lock, for that may take a while.
        BtrfsSubvolume.Snapshot(layers.Data, Path.Combine(layers.Draft, DataName), readOnly: true);
        var size = await DataRootSize.MeasureAsync(quota(), layers, cleanupToken);
        using var held = await FileLock.TakeAsync(LockPath, cleanupToken);
        var keyFolder = KeyFolder(key.Project, key.TrustScope, engine);
        var newest = Newest(keyFolder);
        var decision = LayerCachePolicy.Decide(layers.Parent, size.Bytes, newest is null ? null : Measured(newest), limits);
        if (decision.Accepted)
        {
            var generation = NextGeneration(newest);
            var now = clock.GetUtcNow();
            Publish(keyFolder, generation, layers.Draft, new LayerCacheHead
            {
                Id = $"{Path.GetFileName(keyFolder)}/{generation}",
                Project = key.Project,
                TrustScope = key.TrustScope,
                Engine = engine,
                StorageDriver = Overlay2InUserNamespace,
                Parent = layers.Parent,
                CommittedAt = now,
                UsedAt = now,
                Bytes = size.Bytes,
                Writers = size.Writers,
            });
            RemoveOlder(keyFolder, generation);
        }

        Remove(layers.Draft);
        foreach (var expired in LayerCachePolicy.Expired(List(), limits, clock.GetUtcNow()))
        {
            Remove(Path.Combine(folder, expired.Id));
        }

        return decision.Accepted || quota() is not null ? decision : decision with { Reason = $"{decision.Reason} Its files were counted, for this file system has no simple quotas." };
    }

    /// <summary>Removes a head on which nothing starts, if it is the scope's own: what one scope may do must not cost another its layers.</summary>
    public async Task<bool> RejectAsync(string head, LayerCacheKey key, CancellationToken cancellationToken) =>
        (await PurgeAsync(found => found.Id == head && found.Project == key.Project && found.TrustScope == key.TrustScope, cancellationToken)).Count > 0;

    /// <summary>All heads with what they take now, the last used first; damaged ones are left out.</summary>
    public IReadOnlyList<LayerCacheHead> List() =>
        [.. KeyFolders().Select(Newest).OfType<string>().Select(Measured).OfType<LayerCacheHead>().OrderByDescending(head => head.UsedAt)];

    /// <summary>Removes the heads that <paramref name="which"/> names, and what an interrupted commit left.</summary>
    public async Task<IReadOnlyList<LayerCacheHead>> PurgeAsync(Func<LayerCacheHead, bool> which, CancellationToken cancellationToken)
    {
        using var held = await FileLock.TakeAsync(LockPath, cancellationToken);
        var purged = List().Where(which).ToList();
        foreach (var head in purged)
        {
            Remove(Path.Combine(folder, head.Id));
        }

        RemoveDrafts();
        return purged;
    }

    /// <summary>Removes what has not been used for long or is too much, and what an interrupted commit left.</summary>
    public Task<IReadOnlyList<LayerCacheHead>> EvictAsync(CancellationToken cancellationToken)
    {
        var expired = LayerCachePolicy.Expired(List(), limits, clock.GetUtcNow()).Select(head => head.Id).ToHashSet();
        return PurgeAsync(head => expired.Contains(head.Id), cancellationToken);
    }

    private static void Publish(string keyFolder, string generation, string draft, LayerCacheHead head)
    {
        Directory.CreateDirectory(keyFolder);
        File.WriteAllText(Path.Combine(draft, RecordName), JsonSerializer.Serialize(head, LayerCacheJson.Default.LayerCacheHead));
        File.SetLastWriteTimeUtc(Path.Combine(draft, RecordName), head.UsedAt.UtcDateTime);
        Directory.Move(draft, Path.Combine(keyFolder, generation));
    }

    private static void RemoveOlder(string keyFolder, string generation)
    {
        foreach (var older in Generations(keyFolder).Where(path => string.CompareOrdinal(Path.GetFileName(path), generation) < 0))
        {
            Remove(older);
        }
    }

    private void RemoveDrafts()
    {
        foreach (var keyFolder in KeyFolders())
        {
            foreach (var draft in Directory.GetDirectories(keyFolder, ".new-*"))
            {
                Remove(draft);
            }

            if (!Directory.EnumerateFileSystemEntries(keyFolder).Any())
            {
                Directory.Delete(keyFolder);
            }
        }
    }

    /// <summary>Removes a head, or the draft of one.</summary>
    public static void Remove(string generation)
    {
        if (Directory.Exists(generation))
        {
            BtrfsSubvolume.Delete(Path.Combine(generation, DataName));
            Directory.Delete(generation, recursive: true);
        }
    }

    /// <summary>What is wrong with a head for good; null: nothing.</summary>
    private static string? FindDamage(string generation) =>
        Read(generation) is null ? $"{RecordName} cannot be read"
        : BtrfsSubvolume.Exists(Path.Combine(generation, DataName)) ? null
        : $"{DataName} is no subvolume";

    /// <summary>A head with what it takes now: its engine's root, and what else was counted with it, may have gone since.</summary>
    private LayerCacheHead? Measured(string generation)
    {
        var head = Read(generation);
        return head is { Writers: { Count: > 0 } writers } && quota() is { } bills ? head with { Bytes = writers.Sum(bills.BytesOf) } : head;
    }

    /// <returns>Null: there is no record, or it is damaged.</returns>
    private static LayerCacheHead? Read(string generation)
    {
        var path = Path.Combine(generation, RecordName);
        try
        {
            var head = WorldFailure.OfFiles(() => JsonSerializer.Deserialize(File.ReadAllText(path), LayerCacheJson.Default.LayerCacheHead));
            return head is null ? null : head with { UsedAt = new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero) };
        }
        catch (IOException failure) when (failure is FileNotFoundException or { InnerException: JsonException })
        {
            return null;
        }
    }

    /// <summary>The heads a scope may read, the best first: its own, then the trusted one.</summary>
    private IEnumerable<string> Generations(LayerCacheKey key, string engine) =>
        ((string[])[key.TrustScope, LayerCacheKey.Trusted]).Distinct().Select(scope => Newest(KeyFolder(key.Project, scope, engine))).OfType<string>();

    private static string? Newest(string keyFolder) => Generations(keyFolder).Max(StringComparer.Ordinal);

    private static string[] Generations(string keyFolder)
    {
        try
        {
            return [.. Directory.GetDirectories(keyFolder).Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0]))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private string[] KeyFolders() => Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];

    /// <summary>A later one than the newest there is, and than any that was there and is purged: a number is never given twice.</summary>
    private string NextGeneration(string? newest) =>
        Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), newest is null ? 0 : long.Parse(Path.GetFileName(newest), CultureInfo.InvariantCulture) + 1)
            .ToString("D13", CultureInfo.InvariantCulture);

    private string KeyFolder(string project, string scope, string engine)
    {
        var text = string.Join('\0', project, scope, engine, Overlay2InUserNamespace);
        return Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..24]);
    }
}

/// <summary>A stopped engine's layers.</summary>
/// <param name="Root">Its root file system, from which it may have cloned files into the data root.</param>
/// <param name="Draft">A place beside it, for the head that comes of it.</param>
/// <param name="Parent">The head that the data root is a copy of; null: it began empty.</param>
/// <param name="Writers">To whom that head's bytes are billed.</param>
internal sealed record LayersToKeep(string Root, string Data, string Draft, string? Parent, IReadOnlyList<ulong> Writers);
