using System.CommandLine;
using Slipway.Cli.Engines;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Cli.Terminals;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;
using Slipway.Runner.Hosting;
using Slipway.Server.Compilation;
using Slipway.Server.Hosting;
using Slipway.Server.Runners;
using Slipway.Server.Storage;
using Slipway.Server.Tokens;

namespace Slipway.Cli.Servers;

/// <summary><c>slipway server</c>: takes pushes and runs their pipelines, in the foreground.</summary>
internal sealed class ServerCommand(CommandSettings settings)
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly Option<string> _listen = new("--listen") { Description = "Where to listen", HelpName = "ADDRESS:PORT", DefaultValueFactory = _ => "127.0.0.1:8080" };

    private readonly Option<string?> _state = ServerOptions.State();

    private readonly Option<bool> _withoutRunner = new("--no-runner") { Description = "Run no jobs on this machine: runners elsewhere do" };

    public static Command Create(CommandSettings settings)
    {
        var server = new ServerCommand(settings);
        var command = new Command("server", "Serve repositories, pipelines and an API: a push becomes a pipeline, whose jobs a runner on this machine runs.")
        {
            server._listen,
            server._state,
            server._withoutRunner,
            ServerTokenCommand.Create(settings),
            ServerRotateKeyCommand.Create(settings),
            ServerCompileCommand.Create(settings),
        };
        command.SetAction(server.RunAsync);
        return command.WithExamples("slipway server", "slipway server --listen 0.0.0.0:8080 --state /srv/slipway");
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var listen = ServerOptions.ListenOn(result.GetValue(_listen)!);
        var folder = ServerOptions.FolderOf(result.GetValue(_state), settings);
        Directory.CreateDirectory(folder.Path, FileModes.PrivateFolder);
        var program = OwnProgram.Find() ?? throw new InfrastructureException("this process is not slipway itself and cannot start it again");
        var output = result.InvocationConfiguration.Output;
        var database = await SqliteDatabase.OpenAsync(folder.Database, Clock, cancellationToken);
        await using var server = new SlipwayServer(
            folder, database, new CompileProcess([.. program, "server", "compile"], CompileLimits.Usual, Clock), listen, LeaseRules.Usual, Clock, Terminal.Tell);
        await server.StartAsync(cancellationToken);
        await output.WriteLineAsync($"Slipway serves at {server.Address}");
        if (await FirstAdministratorAsync(database, cancellationToken) is { } code)
        {
            await output.WriteLineAsync($"The first administrator gets a token here, once: {server.Address}/first-administrator/{code}");
        }

        await (result.GetValue(_withoutRunner) ? Task.Delay(Timeout.InfiniteTimeSpan, Clock, cancellationToken) : RunRunnerAsync(program, folder, server, database, cancellationToken))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (int)ExitCode.Passed;
    }

    /// <returns>Null: somebody has a token already.</returns>
    private static Task<string?> FirstAdministratorAsync(SqliteDatabase database, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            if (await TokenTable.CountAsync(session, AccessTokenKind.Api) > 0)
            {
                return null;
            }

            await TokenTable.RemoveAllAsync(session, AccessTokenKind.FirstAdministrator);
            return await TokenTable.AddAsync(session, new KnownToken(Guid.NewGuid(), AccessTokenKind.FirstAdministrator, "first administrator", TokenScope.None, null), Clock.GetUtcNow());
        },
        cancellationToken);

    private static async Task RunRunnerAsync(IReadOnlyList<string> program, ServerFolder folder, SlipwayServer server, SqliteDatabase database, CancellationToken cancellationToken)
    {
        var registration = new RunnerFolder(folder.Runner).ReadIdentity() is not null ? null : await database.WriteAsync(
            session => TokenTable.AddAsync(session, new KnownToken(Guid.NewGuid(), AccessTokenKind.Registration, "the runner on this machine", TokenScope.None, null), Clock.GetUtcNow(), TimeSpan.FromHours(1)),
            cancellationToken);
        await new RunnerProcess(program, new Uri(server.Address), folder.Runner, registration, Clock).RunAsync(cancellationToken);
    }
}
