using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;

namespace Slipway.Execution.Caches;

/// <summary>A project's caches by key: a file per entry. The first one to save a key wins; readers see whole entries only.</summary>
public sealed class CacheIndex(string folder, TimeProvider clock)
{
    /// <summary>Of one scope, as each look for a key reads all of them, and of those of all pull requests together.</summary>
    private const int MostEntries = 10_000;

    /// <summary>The newest cache whose key begins with the text; null: none.</summary>
    /// <remarks>https://circleci.com/docs/reference/configuration-reference/#restorecache: a newer prefix match goes before an older exact one.</remarks>
    public CacheEntry? FindNewest(string prefix) =>
        List().Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).MaxBy(entry => entry.SavedAt);

    /// <summary>The cache with exactly this key; null: none.</summary>
    public CacheEntry? Find(string key) => Read(PathOf(key)) is { } entry && entry.KeptUntil > clock.GetUtcNow() ? entry : null;

    /// <returns>False: somebody else has saved the key meanwhile.</returns>
    public bool TryAdd(CacheEntry entry)
    {
        Directory.CreateDirectory(folder);
        var place = PathOf(entry.Key);
        if (Read(place) is { } old && old.KeptUntil <= clock.GetUtcNow())
        {
            File.Delete(place);
        }

        using var file = new WholeFile(folder);
        File.WriteAllBytes(file.Draft, JsonSerializer.SerializeToUtf8Bytes(entry, CacheJson.Default.CacheEntry));
        File.SetLastWriteTimeUtc(file.Draft, entry.SavedAt.UtcDateTime);
        return file.TryMoveTo(place);
    }

    /// <summary>All that may still be restored.</summary>
    public IReadOnlyList<CacheEntry> List()
    {
        var now = clock.GetUtcNow();
        return [.. Files().Select(file => Read(file.FullName)).OfType<CacheEntry>().Where(entry => entry.KeptUntil > now)];
    }

    /// <summary>Forgets a cache.</summary>
    public void Remove(string key)
    {
        if (File.Exists(PathOf(key)))
        {
            File.Delete(PathOf(key));
        }
    }

    /// <summary>Notes that a cache is used, so that it goes after those that are not.</summary>
    public void Use(CacheEntry entry)
    {
        try
        {
            WorldFailure.OfFiles(() => File.SetLastWriteTimeUtc(PathOf(entry.Key), clock.GetUtcNow().UtcDateTime));
        }
        catch (FileNotFoundException)
        {
            // It is forgotten meanwhile, or another scope's, and this one has none yet.
        }
    }

    /// <summary>Forgets what is too old, then the longest unused until the rest fits.</summary>
    /// <returns>The keys of those that there was no room for.</returns>
    public IReadOnlyList<string> Evict(long largestBytes) => Evict([this], largestBytes, clock.GetUtcNow());

    /// <summary>The same for several together: each keeps its newest before any keeps more, so that one with very many does not drive out the others.</summary>
    public static IReadOnlyList<string> Evict(IReadOnlyList<CacheIndex> indexes, long largestBytes, DateTimeOffset now, int mostEntries = MostEntries)
    {
        var (total, count) = (0L, 0);
        List<string> forgotten = [];
        var ranked = indexes.SelectMany(index => index.Files().OrderByDescending(file => file.LastWriteTimeUtc).Select((file, rank) => (File: file, Rank: rank)));
        foreach (var file in ranked.OrderBy(item => item.Rank).ThenByDescending(item => item.File.LastWriteTimeUtc).Select(item => item.File))
        {
            var entry = Read(file.FullName);
            if (entry is not null && entry.KeptUntil > now && total + entry.Content.Bytes <= largestBytes && count < mostEntries)
            {
                total += entry.Content.Bytes;
                count++;
            }
            else
            {
                file.Delete();
                if (entry?.KeptUntil > now)
                {
                    forgotten.Add(entry.Key);
                }
            }
        }

        return forgotten;
    }

    private IEnumerable<FileInfo> Files() => Folders.FilesIn(folder).Where(file => file.Extension == ".json");

    private static CacheEntry? Read(string path)
    {
        try
        {
            return WorldFailure.OfFiles(() => JsonSerializer.Deserialize(File.ReadAllBytes(path), CacheJson.Default.CacheEntry));
        }
        catch (IOException)
        {
            return null;
        }
    }

    // A key may hold what a file name may not.
    private string PathOf(string key) => Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32] + ".json");
}
