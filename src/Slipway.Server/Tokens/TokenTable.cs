using Slipway.Server.Storage;

namespace Slipway.Server.Tokens;

/// <summary>The tokens that are valid.</summary>
public static class TokenTable
{
    private const string Columns = "id, kind, name, scope, subject";

    /// <summary>Adds one.</summary>
    /// <returns>The token itself, which is nowhere else.</returns>
    public static async Task<string> AddAsync(SqlSession session, KnownToken token, DateTimeOffset now, TimeSpan? lifetime = null)
    {
        var text = AccessToken.Create();
        await session.ExecuteAsync(
            "INSERT INTO tokens (id, hash, kind, name, scope, subject, created_at, expires_at) VALUES (@id, @hash, @kind, @name, @scope, @subject, @now, @expires)",
            ("id", token.Id), ("hash", AccessToken.Hash(text)), ("kind", token.Kind.ToString()), ("name", token.Name), ("scope", token.Scope.ToString()), ("subject", token.Subject), ("now", now), ("expires", now + lifetime));
        return text;
    }

    /// <returns>Null: nobody has given it out, or it is over.</returns>
    public static Task<KnownToken?> FindAsync(SqlSession session, string token, DateTimeOffset now) => session.FindAsync(
        $"SELECT {Columns} FROM tokens WHERE hash = @hash AND (expires_at IS NULL OR expires_at > @now)", Read, ("hash", AccessToken.Hash(token)), ("now", now));

    /// <summary>Takes one that may be used once.</summary>
    /// <returns>Null: it is no such token, or somebody has used it.</returns>
    public static Task<KnownToken?> TakeAsync(SqlSession session, string token, AccessTokenKind kind, DateTimeOffset now) => session.FindAsync(
        $"DELETE FROM tokens WHERE hash = @hash AND kind = @kind AND (expires_at IS NULL OR expires_at > @now) RETURNING {Columns}",
        Read, ("hash", AccessToken.Hash(token)), ("kind", kind.ToString()), ("now", now));

    public static Task<long> CountAsync(SqlSession session, AccessTokenKind kind) => session.NumberAsync("SELECT COUNT(*) FROM tokens WHERE kind = @kind", ("kind", kind.ToString()));

    /// <summary>Ends all tokens of a kind.</summary>
    public static Task RemoveAllAsync(SqlSession session, AccessTokenKind kind) => session.ExecuteAsync("DELETE FROM tokens WHERE kind = @kind", ("kind", kind.ToString()));

    /// <returns>False: somebody was faster.</returns>
    public static async Task<bool> TryRemoveAsync(SqlSession session, Guid id) => await session.ExecuteAsync("DELETE FROM tokens WHERE id = @id", ("id", id)) > 0;

    /// <summary>Ends all tokens that are bound to something.</summary>
    public static Task RemoveOfAsync(SqlSession session, AccessTokenKind kind, string subject) =>
        session.ExecuteAsync("DELETE FROM tokens WHERE kind = @kind AND subject = @subject", ("kind", kind.ToString()), ("subject", subject));

    private static KnownToken Read(SqlRow row) => new(row.Id(0), Enum.Parse<AccessTokenKind>(row.Text(1)), row.Text(2), Enum.Parse<TokenScope>(row.Text(3)), row.TextOrNull(4));
}
