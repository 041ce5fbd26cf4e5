using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Model.Texts;
using Slipway.Server.Secrets;
using Slipway.Server.Storage;

namespace Slipway.Cli.Servers;

/// <summary><c>slipway server rotate-key</c>: seals all secrets with a new key.</summary>
internal sealed class ServerRotateKeyCommand(CommandSettings settings)
{
    private readonly Option<string?> _state = ServerOptions.State();

    public static Command Create(CommandSettings settings)
    {
        var rotate = new ServerRotateKeyCommand(settings);
        var command = new Command("rotate-key", "Seal all secrets with a new key, and forget the old ones. The server must be stopped.") { rotate._state };
        command.SetAction(rotate.RunAsync);
        return command.WithExamples("slipway server rotate-key --state /srv/slipway");
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var folder = ServerOptions.FolderOf(result.GetValue(_state), settings);
        await using var database = await SqliteDatabase.OpenAsync(folder.Database, TimeProvider.System, cancellationToken);
        var seal = new SecretSeal(SecretKeys.Rotate(folder.Path));
        var count = await database.WriteAsync(session => SecretTable.SealAgainAsync(session, seal), cancellationToken);
        SecretKeys.RemoveOld(folder.Path);
        await result.InvocationConfiguration.Output.WriteLineAsync($"sealed {CountText.Of(count, "secret")} with key {seal.KeyName}");
        return (int)ExitCode.Passed;
    }
}
