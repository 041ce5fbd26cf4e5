using Slipway.Server.Storage;

namespace Slipway.Server.Secrets;

/// <summary>What is known of a secret without its value.</summary>
public sealed record SecretName(string Name, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>The variables of projects and contexts, sealed.</summary>
public static class SecretTable
{
    /// <summary>The owner of a project's variables.</summary>
    public static string OfProject(Guid project) => $"project:{project}";

    /// <summary>The owner of a context's.</summary>
    public static string OfContext(Guid context) => $"context:{context}";

    /// <summary>Adds a secret, or puts it in the place of one of its name.</summary>
    public static Task SetAsync(SqlSession session, SecretSeal seal, string owner, string name, string value, DateTimeOffset now) => session.ExecuteAsync(
        "INSERT INTO secrets (owner, name, sealed, key_id, created_at, updated_at) VALUES (@owner, @name, @sealed, @key, @now, @now) "
        + "ON CONFLICT (owner, name) DO UPDATE SET sealed = excluded.sealed, key_id = excluded.key_id, updated_at = excluded.updated_at",
        ("owner", owner), ("name", name), ("sealed", seal.Seal(owner, name, value)), ("key", seal.KeyName), ("now", now));

    public static Task<IReadOnlyList<SecretName>> ListAsync(SqlSession session, string owner) => session.ListAsync(
        "SELECT name, created_at, updated_at FROM secrets WHERE owner = @owner ORDER BY name", row => new SecretName(row.Text(0), row.Time(1), row.Time(2)), ("owner", owner));

    /// <returns>False: there was none.</returns>
    public static async Task<bool> RemoveAsync(SqlSession session, string owner, string name) =>
        await session.ExecuteAsync("DELETE FROM secrets WHERE owner = @owner AND name = @name", ("owner", owner), ("name", name)) > 0;

    public static Task RemoveAllAsync(SqlSession session, string owner) => session.ExecuteAsync("DELETE FROM secrets WHERE owner = @owner", ("owner", owner));

    /// <summary>All values of an owner, for a job that may have them.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> OpenAsync(SqlSession session, SecretSeal seal, string owner) =>
        (await session.ListAsync("SELECT name, sealed, key_id FROM secrets WHERE owner = @owner", row => (Name: row.Text(0), Sealed: row.Text(1), Key: row.Text(2)), ("owner", owner)))
            .ToDictionary(row => row.Name, row => seal.Open(owner, row.Name, row.Sealed, row.Key), StringComparer.Ordinal);

    /// <summary>Seals anew what was sealed with another key.</summary>
    /// <returns>How many that were.</returns>
    public static async Task<int> SealAgainAsync(SqlSession session, SecretSeal seal)
    {
        var old = await session.ListAsync(
            "SELECT owner, name, sealed, key_id FROM secrets WHERE key_id <> @key", row => (Owner: row.Text(0), Name: row.Text(1), Sealed: row.Text(2), Key: row.Text(3)), ("key", seal.KeyName));
        foreach (var (owner, name, text, key) in old)
        {
            await session.ExecuteAsync(
                "UPDATE secrets SET sealed = @sealed, key_id = @key WHERE owner = @owner AND name = @name",
                ("sealed", seal.Seal(owner, name, seal.Open(owner, name, text, key))), ("key", seal.KeyName), ("owner", owner), ("name", name));
        }

        return old.Count;
    }
}
