using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;
using Slipway.Linux.Locks;

namespace Slipway.Server.Storage;

/// <summary>
/// The database in one file, which one process has for itself: one connection writes, each reading has another one. A transaction is on the disk when it ends.
/// </summary>
public sealed class SqliteDatabase : IDatabase
{
    private readonly FileLock? _lock;
    private readonly SqliteConnection _writer;
    private readonly string _reading;
    private readonly SemaphoreSlim _turn = new(1);

    private SqliteDatabase(FileLock? held, SqliteConnection writer, string reading) => (_lock, _writer, _reading) = (held, writer, reading);

    /// <summary>Opens the file, which is made when it is missing, and brings its tables up to date.</summary>
    /// <exception cref="InfrastructureException">Another process has it, or a newer Slipway has written it.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The database owns it.")]
    public static Task<SqliteDatabase> OpenAsync(string file, TimeProvider clock, CancellationToken cancellationToken) =>
        OpenAsync(file, FileLock.TryTake(LockOf(file)) ?? throw new InfrastructureException($"{file} is in use by another slipway server"), clock, cancellationToken);

    /// <summary>Opens the file for a single command, beside a server that may have it.</summary>
    public static Task<SqliteDatabase> JoinAsync(string file, TimeProvider clock, CancellationToken cancellationToken) => OpenAsync(file, FileLock.TryTake(LockOf(file)), clock, cancellationToken);

    /// <param name="held">Null: a server has the file, and has brought its tables up to date.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The database owns them.")]
    private static async Task<SqliteDatabase> OpenAsync(string file, FileLock? held, TimeProvider clock, CancellationToken cancellationToken)
    {
        SQLitePCL.Batteries_V2.Init();
        var writer = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        var database = new SqliteDatabase(held, writer, new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly }.ToString());
        try
        {
            await writer.OpenAsync(cancellationToken);
            var session = new SqlSession(writer, null, SqlDialect.Sqlite);
            await session.ListAsync("PRAGMA journal_mode = WAL", row => row.Text(0));
            await session.ExecuteAsync("PRAGMA synchronous = FULL");
            await session.ExecuteAsync("PRAGMA foreign_keys = ON");
            if (held is not null)
            {
                await database.WriteAsync(writing => Schema.UpdateAsync(writing, clock), cancellationToken);
            }

            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(_reading);
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA1849 // The other call has no word for a transaction that only reads.
        await using var transaction = connection.BeginTransaction(deferred: true);
#pragma warning restore CA1849
        return await read(new SqlSession(connection, transaction, SqlDialect.Sqlite));
    }

    public async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> write, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await using var transaction = await _writer.BeginTransactionAsync(CancellationToken.None);
            var result = await write(new SqlSession(_writer, transaction, SqlDialect.Sqlite));
            await transaction.CommitAsync(CancellationToken.None);
            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await using (var reader = new SqliteConnection(_reading))
        {
            SqliteConnection.ClearPool(reader);
        }

        _lock?.Dispose();
        _turn.Dispose();
    }

    private static string LockOf(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!, FileModes.PrivateFolder);
        return file + ".lock";
    }
}
