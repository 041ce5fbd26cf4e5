using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Cli.Terminals;
using Slipway.Server.Storage;
using Slipway.Server.Tokens;

namespace Slipway.Cli.Servers;

/// <summary><c>slipway server token</c>: tokens, made beside the server by whoever may read its folder.</summary>
internal sealed class ServerTokenCommand(CommandSettings settings)
{
    private readonly Option<string> _scope = new("--scope") { Description = "What it may do: status, read, write, admin; runner: make one runner known", HelpName = "SCOPE", Required = true };

    private readonly Option<string?> _name = new("--name") { Description = "Whose it is, for people; default: the scope", HelpName = "TEXT" };

    private readonly Option<string?> _state = ServerOptions.State();

    public static Command Create(CommandSettings settings)
    {
        var token = new ServerTokenCommand(settings);
        token._scope.AcceptOnlyFromAmong("status", "read", "write", "admin", "runner");
        var create = new Command("create", "Make a token and print it. It is shown once.") { token._scope, token._name, token._state };
        create.SetAction(token.RunAsync);
        return new Command("token", "Tokens of a server on this machine.") { create.WithExamples("slipway server token create --scope admin", "slipway server token create --scope read --name dashboard --state /srv/slipway") };
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var scope = result.GetValue(_scope)!;
        var name = result.GetValue(_name) ?? scope;
        var token = scope == "runner"
            ? new KnownToken(Guid.NewGuid(), AccessTokenKind.Registration, name, TokenScope.None, null)
            : new KnownToken(Guid.NewGuid(), AccessTokenKind.Api, name, Enum.Parse<TokenScope>(scope, ignoreCase: true), null);
        var folder = ServerOptions.FolderOf(result.GetValue(_state), settings);
        if (!File.Exists(folder.Database))
        {
            Terminal.Tell($"no server has run with {folder.Path} yet: the token is for the one that will");
        }

        await using var database = await SqliteDatabase.JoinAsync(folder.Database, TimeProvider.System, cancellationToken);
        await result.InvocationConfiguration.Output.WriteLineAsync(await database.WriteAsync(session => TokenTable.AddAsync(session, token, TimeProvider.System.GetUtcNow()), cancellationToken));
        return (int)ExitCode.Passed;
    }
}
