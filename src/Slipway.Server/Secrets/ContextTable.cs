using Slipway.Server.Storage;

namespace Slipway.Server.Secrets;

/// <summary>Variables under a name that jobs ask for.</summary>
/// <param name="Owner">The slug of its organisation.</param>
public sealed record Context(Guid Id, string Owner, string Name, DateTimeOffset CreatedAt);

/// <summary>Who may use a context.</summary>
/// <param name="Kind">Of what the value is: <c>project</c> or <c>expression</c>.</param>
/// <param name="Value">A project's id, or an expression over pipeline values.</param>
public sealed record ContextRestriction(Guid Id, Guid Context, string Kind, string Value);

/// <summary>The contexts of all organisations.</summary>
public static class ContextTable
{
    private const string Columns = "id, owner, name, created_at";

    /// <returns>False: there is one of this name.</returns>
    public static async Task<bool> TryAddAsync(SqlSession session, Context context) => await session.ExecuteAsync(
        $"INSERT INTO contexts ({Columns}) VALUES (@id, @owner, @name, @now) ON CONFLICT DO NOTHING", ("id", context.Id), ("owner", context.Owner), ("name", context.Name), ("now", context.CreatedAt)) > 0;

    public static Task<Context?> FindAsync(SqlSession session, Guid id) => session.FindAsync($"SELECT {Columns} FROM contexts WHERE id = @id", Read, ("id", id));

    public static Task<Context?> FindAsync(SqlSession session, string owner, string name) =>
        session.FindAsync($"SELECT {Columns} FROM contexts WHERE owner = @owner AND name = @name", Read, ("owner", owner), ("name", name));

    /// <summary>Of an organisation.</summary>
    public static Task<IReadOnlyList<Context>> ListAsync(SqlSession session, string owner) => session.ListAsync($"SELECT {Columns} FROM contexts WHERE owner = @owner ORDER BY name", Read, ("owner", owner));

    /// <summary>Removes it with its variables and restrictions.</summary>
    public static async Task RemoveAsync(SqlSession session, Guid id)
    {
        await SecretTable.RemoveAllAsync(session, SecretTable.OfContext(id));
        await session.ExecuteAsync("DELETE FROM context_restrictions WHERE context = @id", ("id", id));
        await session.ExecuteAsync("DELETE FROM contexts WHERE id = @id", ("id", id));
    }

    public static Task RestrictAsync(SqlSession session, ContextRestriction restriction) => session.ExecuteAsync(
        "INSERT INTO context_restrictions (id, context, kind, value) VALUES (@id, @context, @kind, @value)",
        ("id", restriction.Id), ("context", restriction.Context), ("kind", restriction.Kind), ("value", restriction.Value));

    public static Task<IReadOnlyList<ContextRestriction>> ListRestrictionsAsync(SqlSession session, Guid context) => session.ListAsync(
        "SELECT id, context, kind, value FROM context_restrictions WHERE context = @context ORDER BY id", row => new ContextRestriction(row.Id(0), row.Id(1), row.Text(2), row.Text(3)), ("context", context));

    /// <returns>False: there was none.</returns>
    public static async Task<bool> RemoveRestrictionAsync(SqlSession session, Guid context, Guid id) =>
        await session.ExecuteAsync("DELETE FROM context_restrictions WHERE id = @id AND context = @context", ("id", id), ("context", context)) > 0;

    private static Context Read(SqlRow row) => new(row.Id(0), row.Text(1), row.Text(2), row.Time(3));
}
