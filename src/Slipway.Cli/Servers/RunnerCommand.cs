using System.CommandLine;
using Slipway.Cli.Engines;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Cli.Signals;
using Slipway.Cli.Terminals;
using Slipway.Linux.Failures;
using Slipway.Linux.Tools;
using Slipway.Runner.Hosting;

namespace Slipway.Cli.Servers;

/// <summary><c>slipway runner</c>: runs the jobs of a server on this machine, in the foreground.</summary>
internal sealed class RunnerCommand(CommandSettings settings)
{
    private readonly Option<string?> _server = ServerOptions.Server();

    private readonly Option<string?> _state = new("--state") { Description = "Where the runner keeps its key and what it runs; default: runner in Slipway's state folder", HelpName = "DIR" };

    private readonly Option<string?> _name = new("--name") { Description = "What people know it by; default: this machine's name", HelpName = "TEXT" };

    private readonly Option<int?> _jobs = new("--jobs", "-j") { Description = "How many jobs run at once; default: the number of cores", HelpName = "N" };

    private readonly Option<bool> _withParent = new("--with-parent") { Description = "End when standard input ends", Hidden = true };

    public static Command Create(CommandSettings settings)
    {
        var runner = new RunnerCommand(settings);
        runner._jobs.RequireAtLeast(1);
        var command = new Command("runner", "Run a server's jobs on this machine. It asks the server and is never asked; SLIPWAY_RUNNER_TOKEN makes it known, once.")
        {
            runner._server,
            runner._state,
            runner._name,
            runner._jobs,
            runner._withParent,
        };
        command.SetAction(runner.RunAsync);
        return command.WithExamples("SLIPWAY_RUNNER_TOKEN=… slipway runner --server http://ci.example:8080", "slipway runner --server http://ci.example:8080 --jobs 4");
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var program = OwnProgram.Find() ?? throw new InfrastructureException("this process is not slipway itself and cannot start it again");
        var folder = new RunnerFolder(result.GetValue(_state) is { Length: > 0 } given ? Path.GetFullPath(given) : Path.Combine(settings.State.Path, "runner"));
        var options = new RunnerOptions(
            ServerOptions.AddressOf(result.GetValue(_server)),
            result.GetValue(_name) ?? Environment.MachineName,
            result.GetValue(_jobs) ?? Environment.ProcessorCount,
            Environment.GetEnvironmentVariable("SLIPWAY_RUNNER_TOKEN") is { Length: > 0 } token ? token : null);
        // Nothing that this process starts is to see it.
        Environment.SetEnvironmentVariable("SLIPWAY_RUNNER_TOKEN", null);
        if (result.GetValue(_withParent))
        {
            _ = Task.Run(() => FollowParentAsync(CommandInvocation.Of(result).Interrupts), CancellationToken.None);
        }

        try
        {
            using var runner = new JobsRunner(folder, options, program, token => ReapAsync(program, token), TimeProvider.System, Terminal.Tell);
            await runner.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The jobs go on.
        }

        return (int)ExitCode.Passed;
    }

    private static async Task FollowParentAsync(Interrupts interrupts)
    {
        await using var input = Console.OpenStandardInput();
        while (await input.ReadAsync(new byte[1]) > 0)
        {
        }

        interrupts.AskCancel();
    }

    private static async Task ReapAsync(IReadOnlyList<string> program, CancellationToken cancellationToken) =>
        await ToolRun.RunAsync(program[0], [.. program.Skip(1), "runs", "reap"], null, cancellationToken);
}
