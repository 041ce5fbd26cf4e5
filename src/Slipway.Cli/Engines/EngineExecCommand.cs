using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine exec ID COMMAND…</c>.</summary>
internal static class EngineExecCommand
{
    public static Command Create(CommandSettings settings)
    {
        var words = new Argument<string[]>("COMMAND") { Description = "the command and its arguments", Arity = ArgumentArity.OneOrMore };
        var command = new Command("exec", "Run a command in an engine, as root of the sandbox.") { EngineCommandAction.Id, words };
        command.SetAction(EngineCommandAction.With(settings, async (result, engines, cancellationToken) =>
        {
            var record = await EngineCommandAction.FindAsync(engines, result.GetRequiredValue(EngineCommandAction.Id), cancellationToken);
            return (ExitCode)await EngineSshClient.RunAsync(settings.Engines, record, result.GetRequiredValue(words), cancellationToken);
        }));
        return command.WithExamples("slipway engine exec 01c docker ps", "slipway engine exec 01c -- df -h /var/lib/docker");
    }
}
