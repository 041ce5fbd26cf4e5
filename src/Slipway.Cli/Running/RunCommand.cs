using System.CommandLine;
using Slipway.Cli.Configuration;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Cli.Signals;
using Slipway.Cli.Terminals;
using Slipway.Model.Events;

namespace Slipway.Cli.Running;

/// <summary><c>slipway run</c>: the whole pipeline of a config, or one workflow or job of it, on this machine.</summary>
internal sealed class RunCommand(CommandSettings settings)
{
    private readonly CompileInputs _inputs = new(settings);
    private readonly RunOptions _options = new(settings);

    public static Command Create(CommandSettings settings) => new RunCommand(settings).Build();

    private Command Build()
    {
        var command = new Command("run", "Run a config's workflows on this machine. Exit code 0: passed, 1: a job failed, 2: invalid, 3: infrastructure, 4: on hold, an approval was not given, 130: interrupted.");
        _options.AddTo(command);
        _inputs.AddTo(command);
        command.SetAction(RunAsync);
        return command.WithExamples(
            "slipway run",
            "slipway run build --env DOCKER_USER=me --env DOCKER_PASS   # one job; the second value comes from this shell",
            "slipway run --workflow release --tag v1.2.0 --approve all",
            "slipway run --rerun last   # only what failed",
            "slipway run --keep on-failure    # then: slipway shell last build");
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var invocation = CommandInvocation.Of(result);
        invocation.Interrupts.TakeBoth(Terminal.Say);
        // It answers while the commit is asked for and the config is compiled.
        var openMachine = invocation.FindMachine(invocation.Interrupts.Cancel);
        var run = await new RunPreparation(_options, _inputs, result, settings).PrepareAsync(cancellationToken);
        if (run is null)
        {
            return (int)ExitCode.Invalid;
        }

        using var session = new RunSession(_options, result, run, settings, invocation.Interrupts, openMachine);
        return (int)ToExitCode(await session.RunAsync());
    }

    internal static ExitCode ToExitCode(RunOutcome outcome) => outcome switch
    {
        RunOutcome.Passed => ExitCode.Passed,
        RunOutcome.Failed => ExitCode.JobFailed,
        RunOutcome.Canceled => ExitCode.Interrupted,
        RunOutcome.InvalidConfig => ExitCode.Invalid,
        RunOutcome.OnHold => ExitCode.OnHold,
        _ => ExitCode.Infrastructure,
    };
}
