using Slipway.Linux.Failures;
using Slipway.Server.Storage;
using Slipway.Server.Tokens;
using Slipway.Testing.Folders;

namespace Slipway.Server.Tests.Storage;

/// <summary>What holds of a database, whichever it is.</summary>
public abstract class DatabaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    protected static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_transaction_wrote_is_there_as_a_whole_or_not_at_all()
    {
        await using var database = await OpenAsync();
        var kept = await database.WriteAsync(session => TokenTable.AddAsync(session, Token("kept"), Now), Ended);
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.WriteAsync(
            async session =>
            {
                await TokenTable.AddAsync(session, Token("undone"), Now);
                throw new InvalidOperationException("in the middle");
            },
            Ended));

        Assert.Equal("kept", (await database.ReadAsync(session => TokenTable.FindAsync(session, kept, Now), Ended))?.Name);
        Assert.Equal(1, await database.ReadAsync(session => TokenTable.CountAsync(session, AccessTokenKind.Api), Ended));
    }

    [Fact]
    public async Task Writers_come_one_after_the_other()
    {
        await using var database = await OpenAsync();
        await database.WriteAsync(session => session.ExecuteAsync("CREATE TABLE counts (number BIGINT NOT NULL)"), Ended);
        await database.WriteAsync(session => session.ExecuteAsync("INSERT INTO counts (number) VALUES (0)"), Ended);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(
            () => database.WriteAsync(
                async session =>
                {
                    var number = await session.NumberAsync("SELECT number FROM counts");
                    await Task.Yield();
                    await session.ExecuteAsync("UPDATE counts SET number = @number", ("number", number + 1));
                },
                Ended),
            Ended)));

        Assert.Equal(50, await database.ReadAsync(session => session.NumberAsync("SELECT number FROM counts"), Ended));
    }

    [Fact]
    public async Task A_token_that_may_be_used_once_is_taken_by_one_of_many()
    {
        await using var database = await OpenAsync();
        var token = await database.WriteAsync(session => TokenTable.AddAsync(session, Token("once") with { Kind = AccessTokenKind.Registration }, Now), Ended);

        var taken = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => database.WriteAsync(session => TokenTable.TakeAsync(session, token, AccessTokenKind.Registration, Now), Ended)));

        Assert.Single(taken, known => known is not null);
    }

    [Fact]
    public async Task A_token_is_over_when_its_time_is()
    {
        await using var database = await OpenAsync();
        var token = await database.WriteAsync(session => TokenTable.AddAsync(session, Token("short"), Now, TimeSpan.FromMinutes(1)), Ended);

        Assert.NotNull(await database.ReadAsync(session => TokenTable.FindAsync(session, token, Now.AddSeconds(59)), Ended));
        Assert.Null(await database.ReadAsync(session => TokenTable.FindAsync(session, token, Now.AddSeconds(60)), Ended));
    }

    [Fact]
    public async Task What_a_newer_program_has_written_is_not_opened()
    {
        await using (var database = await OpenAsync())
        {
            await database.WriteAsync(session => session.ExecuteAsync("INSERT INTO schema_versions (number, at) VALUES (@number, 0)", ("number", Schema.Newest + 1)), Ended);
        }

        var refused = await Assert.ThrowsAsync<InfrastructureException>(OpenAsync);
        Assert.Contains("was written by a newer Slipway", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_written_is_there_when_it_is_opened_again()
    {
        string token;
        await using (var database = await OpenAsync())
        {
            token = await database.WriteAsync(session => TokenTable.AddAsync(session, Token("kept"), Now), Ended);
        }

        await using var again = await OpenAsync();
        Assert.NotNull(await again.ReadAsync(session => TokenTable.FindAsync(session, token, Now), Ended));
    }

    /// <summary>Opens the one database of a test.</summary>
    protected abstract Task<IDatabase> OpenAsync();

    private static KnownToken Token(string name) => new(Guid.NewGuid(), AccessTokenKind.Api, name, TokenScope.Read, null);
}

public sealed class SqliteDatabaseTests : DatabaseTests, IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Two_servers_do_not_share_a_file_and_a_command_joins_one()
    {
        await using var database = await OpenAsync();
        await Assert.ThrowsAsync<InfrastructureException>(OpenAsync);
        await using var joined = await SqliteDatabase.JoinAsync(_folder.PathOf("server.db"), TimeProvider.System, Ended);
        var token = await joined.WriteAsync(session => TokenTable.AddAsync(session, new KnownToken(Guid.NewGuid(), AccessTokenKind.Api, "joined", TokenScope.Admin, null), DateTimeOffset.UnixEpoch), Ended);
        Assert.NotNull(await database.ReadAsync(session => TokenTable.FindAsync(session, token, DateTimeOffset.UnixEpoch), Ended));
    }

    public void Dispose() => _folder.Dispose();

    protected override async Task<IDatabase> OpenAsync() => await SqliteDatabase.OpenAsync(_folder.PathOf("server.db"), TimeProvider.System, Ended);
}
