namespace Slipway.Server.Storage;

/// <summary>What the server remembers: tables that are read and written by plain SQL. Safe for any number of callers at once.</summary>
public interface IDatabase : IAsyncDisposable
{
    /// <summary>Reads. What is read in one call is of one moment.</summary>
    Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Reads and writes, as a whole or not at all, and alone. When this returns, it outlives a loss of power.</summary>
    /// <param name="write">Does nothing but talk to the database: others wait meanwhile. Whatever it throws undoes all of it.</param>
    Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> write, CancellationToken cancellationToken);
}

public static class DatabaseExtensions
{
    /// <inheritdoc cref="IDatabase.WriteAsync"/>
    public static Task WriteAsync(this IDatabase database, Func<SqlSession, Task> write, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await write(session);
            return true;
        },
        cancellationToken);
}
