using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Server.Storage;

/// <summary>A conversation with the database within one reading or one transaction.</summary>
/// <param name="dialect">Which words differ.</param>
public sealed class SqlSession(DbConnection connection, DbTransaction? transaction, SqlDialect dialect)
{
    public SqlDialect Dialect => dialect;

    /// <param name="sql">One command; values stand in it by the names of parameters, never as text.</param>
    /// <returns>How many rows it changed.</returns>
    public async Task<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, Func<SqlRow, T> map, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var row = new SqlRow(reader);
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(map(row));
        }

        return rows;
    }

    /// <returns>The first row; null: there is none.</returns>
    public async Task<T?> FindAsync<T>(string sql, Func<SqlRow, T> map, params (string Name, object? Value)[] parameters)
        where T : class =>
        await ListAsync(sql, map, parameters) is [var first, ..] ? first : null;

    /// <summary>A number that there is always one of, such as a count.</summary>
    public async Task<long> NumberAsync(string sql, params (string Name, object? Value)[] parameters) => (await ListAsync(sql, row => row.Number(0), parameters))[0];

    [SuppressMessage("Security", "CA2100", Justification = "The text is a constant of a store; whatever comes from outside is a parameter.")]
    private DbCommand Command(string sql, (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value switch
            {
                null => DBNull.Value,
                int number => (long)number,
                Guid id => id.ToString(),
                DateTimeOffset time => time.ToUnixTimeMilliseconds(),
                bool yes => yes ? 1L : 0L,
                _ => value,
            };
            command.Parameters.Add(parameter);
        }

        return command;
    }
}

/// <summary>One row of an answer, by the places of its columns.</summary>
public sealed class SqlRow(DbDataReader reader)
{
    public string Text(int column) => reader.GetString(column);

    public string? TextOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public long Number(int column) => reader.GetInt64(column);

    public long? NumberOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    public Guid Id(int column) => Guid.Parse(reader.GetString(column));

    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    public DateTimeOffset? TimeOrNull(int column) => reader.IsDBNull(column) ? null : Time(column);
}
