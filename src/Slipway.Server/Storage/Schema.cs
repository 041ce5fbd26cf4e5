using System.Globalization;
using System.Reflection;
using Slipway.Linux.Failures;

namespace Slipway.Server.Storage;

/// <summary>The tables, as numbered scripts that are part of this program: each is run once, in its order.</summary>
public static class Schema
{
    /// <summary>The number of the last script.</summary>
    public const int Newest = 1;

    /// <summary>Runs the scripts that have not been run.</summary>
    /// <param name="session">Of one transaction: all of them are run or none.</param>
    /// <exception cref="InfrastructureException">A newer Slipway has written the database.</exception>
    public static async Task UpdateAsync(SqlSession session, TimeProvider clock)
    {
        await session.ExecuteAsync("CREATE TABLE IF NOT EXISTS schema_versions (number BIGINT PRIMARY KEY, at BIGINT NOT NULL)");
        var current = await session.NumberAsync("SELECT COALESCE(MAX(number), 0) FROM schema_versions");
        if (current > Newest)
        {
            throw new InfrastructureException($"the database was written by a newer Slipway: its schema is {current}, and this one knows schemas up to {Newest}. Start the newer one, or restore a backup");
        }

        for (var number = current + 1; number <= Newest; number++)
        {
            foreach (var statement in session.Dialect.Translate(Script(number)).Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                await session.ExecuteAsync(statement.TrimEnd(';'));
            }

            await session.ExecuteAsync("INSERT INTO schema_versions (number, at) VALUES (@number, @at)", ("number", number), ("at", clock.GetUtcNow()));
        }
    }

    private static string Script(long number)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(number.ToString("0000", CultureInfo.InvariantCulture) + ".sql")
            ?? throw new InvalidOperationException($"The script {number} of the schema is not there.");
        using var text = new StreamReader(stream);
        return text.ReadToEnd();
    }
}
