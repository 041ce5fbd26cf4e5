using Npgsql;
using Slipway.Linux.Failures;

namespace Slipway.Server.Storage;

/// <summary>The database as a PostgreSQL server keeps it, for several servers at once. One transaction of all of them writes at a time, as with <see cref="SqliteDatabase"/>.</summary>
public sealed class PostgreSqlDatabase : IDatabase
{
    /// <summary>Of the lock that whoever writes holds; it is this program's own.</summary>
    private const long WritersLock = 0x736c6970776179;

    private readonly NpgsqlDataSource _source;

    private PostgreSqlDatabase(NpgsqlDataSource source) => _source = source;

    /// <summary>Opens it, and brings its tables up to date.</summary>
    /// <param name="connection">As Npgsql writes it: <c>Host=…;Username=…;Database=…</c>.</param>
    /// <exception cref="InfrastructureException">It cannot be reached, or a newer Slipway has written it.</exception>
    public static async Task<PostgreSqlDatabase> OpenAsync(string connection, TimeProvider clock, CancellationToken cancellationToken)
    {
        var database = new PostgreSqlDatabase(new NpgsqlSlimDataSourceBuilder(connection).Build());
        try
        {
            await database.WriteAsync(session => Schema.UpdateAsync(session, clock), cancellationToken);
            return database;
        }
        catch (NpgsqlException failure)
        {
            await database.DisposeAsync();
            throw new InfrastructureException($"the database cannot be used: {failure.Message}", failure);
        }
    }

    public async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        return await read(new SqlSession(connection, transaction, SqlDialect.PostgreSql));
    }

    public async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> write, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var session = new SqlSession(connection, transaction, SqlDialect.PostgreSql);
        await session.ListAsync("SELECT pg_advisory_xact_lock(@lock)", _ => true, ("lock", WritersLock));
        var result = await write(session);
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
