using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Model.Assignments;
using Slipway.Model.Runners;
using Slipway.Server.Storage;

namespace Slipway.Server.Content;

/// <summary>The caches of all projects. Each scope of trust has its own; runs that are not trusted read the trusted ones too.</summary>
public static class CacheTable
{
    private const string Columns = "key, hash, bytes, paths, build, saved_at, kept_until";

    /// <summary>The cache with exactly this key, or the newest whose key begins so.</summary>
    /// <returns>Null: there is none.</returns>
    public static async Task<StoredCache?> FindAsync(SqlSession session, Guid project, TrustScope trust, CacheQuestion question, DateTimeOffset now) =>
        await FindAsync(session, project, trust.Name, question, now) ?? (trust.IsTrusted ? null : await FindAsync(session, project, TrustScope.TrustedName, question, now));

    /// <summary>Adds a cache unless its key is there by now, then forgets what was not used for longest until the rest fits.</summary>
    public static async Task<CacheStored> TryAddAsync(SqlSession session, Guid project, TrustScope trust, CacheToStore asked, DateTimeOffset now)
    {
        var cache = asked.Cache;
        await session.ExecuteAsync(
            "DELETE FROM caches WHERE project = @project AND scope = @scope AND key = @key AND kept_until <= @now", ("project", project), ("scope", trust.Name), ("key", cache.Key), ("now", now));
        var added = await session.ExecuteAsync(
            $"INSERT INTO caches (project, scope, {Columns}, used_at) VALUES (@project, @scope, @key, @hash, @bytes, @paths, @build, @saved, @until, @now) ON CONFLICT DO NOTHING",
            ("project", project), ("scope", trust.Name), ("key", cache.Key), ("hash", cache.Content.Hash), ("bytes", cache.Content.Bytes), ("paths", JsonSerializer.Serialize(cache.Paths, PathsJson.Default.IReadOnlyListString)),
            ("build", cache.Build), ("saved", cache.SavedAt), ("until", cache.KeptUntil), ("now", now));
        return new CacheStored(added > 0, await ForgetAsync(session, project, trust.Name, asked.MostBytes, now));
    }

    public static Task UseAsync(SqlSession session, Guid project, TrustScope trust, string key, DateTimeOffset now) => session.ExecuteAsync(
        "UPDATE caches SET used_at = @now WHERE project = @project AND scope = @scope AND key = @key", ("now", now), ("project", project), ("scope", trust.Name), ("key", key));

    public static Task RemoveAsync(SqlSession session, Guid project, TrustScope trust, string key) => session.ExecuteAsync(
        "DELETE FROM caches WHERE project = @project AND scope = @scope AND key = @key", ("project", project), ("scope", trust.Name), ("key", key));

    private static Task<StoredCache?> FindAsync(SqlSession session, Guid project, string scope, CacheQuestion question, DateTimeOffset now) => session.FindAsync(
        $"SELECT {Columns} FROM caches WHERE project = @project AND scope = @scope AND kept_until > @now AND {(question.IsPrefix ? "substr(key, 1, length(@key)) = @key" : "key = @key")} ORDER BY saved_at DESC LIMIT 1",
        Read, ("project", project), ("scope", scope), ("now", now), ("key", question.Key));

    private static async Task<IReadOnlyList<string>> ForgetAsync(SqlSession session, Guid project, string scope, long mostBytes, DateTimeOffset now)
    {
        await session.ExecuteAsync("DELETE FROM caches WHERE project = @project AND scope = @scope AND kept_until <= @now", ("project", project), ("scope", scope), ("now", now));
        var (total, forgotten) = (0L, new List<string>());
        foreach (var (key, bytes) in await session.ListAsync(
            "SELECT key, bytes FROM caches WHERE project = @project AND scope = @scope ORDER BY used_at DESC, saved_at DESC", row => (row.Text(0), row.Number(1)), ("project", project), ("scope", scope)))
        {
            total += bytes;
            if (total > mostBytes)
            {
                await session.ExecuteAsync("DELETE FROM caches WHERE project = @project AND scope = @scope AND key = @key", ("project", project), ("scope", scope), ("key", key));
                forgotten.Add(key);
            }
        }

        return forgotten;
    }

    private static StoredCache Read(SqlRow row) => new(
        row.Text(0), new StoredContent(row.Text(1), row.Number(2)), JsonSerializer.Deserialize(row.Text(3), PathsJson.Default.IReadOnlyListString) ?? [], (int)row.Number(4), row.Time(5), row.Time(6));
}

[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class PathsJson : JsonSerializerContext;
