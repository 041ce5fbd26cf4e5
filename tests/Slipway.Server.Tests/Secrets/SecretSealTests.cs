using Slipway.Linux.Failures;
using Slipway.Server.Secrets;
using Slipway.Server.Storage;
using Slipway.Testing.Folders;

namespace Slipway.Server.Tests.Secrets;

public sealed class SecretSealTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public void A_sealed_value_opens_for_its_owner_and_name_alone()
    {
        var seal = new SecretSeal(SecretKeys.Open(_folder.Path));
        var text = seal.Seal("project:1", "KEY", "välue");

        Assert.DoesNotContain("lue", text, StringComparison.Ordinal);
        Assert.Equal("välue", seal.Open("project:1", "KEY", text, seal.KeyName));
        Assert.Throws<InfrastructureException>(() => seal.Open("project:2", "KEY", text, seal.KeyName));
        Assert.Throws<InfrastructureException>(() => seal.Open("project:1", "OTHER", text, seal.KeyName));
        Assert.Throws<InfrastructureException>(() => seal.Open("project:1", "KEY", text[..^4] + "AAA=", seal.KeyName));
    }

    [Fact]
    public void The_file_of_keys_is_for_its_owner_alone()
    {
        SecretKeys.Open(_folder.Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.PathOf("secret.keys")));
    }

    [Fact]
    public async Task A_new_key_opens_what_was_sealed_anew_and_the_old_one_is_gone()
    {
        await using var database = await SqliteDatabase.OpenAsync(_folder.PathOf("server.db"), TimeProvider.System, Ended);
        var first = new SecretSeal(SecretKeys.Open(_folder.Path));
        await database.WriteAsync(session => SecretTable.SetAsync(session, first, "project:1", "KEY", "value", DateTimeOffset.UnixEpoch), Ended);

        var second = new SecretSeal(SecretKeys.Rotate(_folder.Path));
        Assert.Equal(1, await database.WriteAsync(session => SecretTable.SealAgainAsync(session, second), Ended));
        SecretKeys.RemoveOld(_folder.Path);

        var third = new SecretSeal(SecretKeys.Open(_folder.Path));
        Assert.NotEqual(first.KeyName, third.KeyName);
        Assert.Equal("value", (await database.ReadAsync(session => SecretTable.OpenAsync(session, third, "project:1"), Ended))["KEY"]);
        Assert.Single(await File.ReadAllLinesAsync(_folder.PathOf("secret.keys"), Ended));
    }

    public void Dispose() => _folder.Dispose();
}
