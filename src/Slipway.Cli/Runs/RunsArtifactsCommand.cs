using System.CommandLine;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Cli.Terminals;
using Slipway.Execution.State;

namespace Slipway.Cli.Runs;

/// <summary><c>slipway runs artifacts</c>: where a run's artifacts are.</summary>
internal static class RunsArtifactsCommand
{
    public static Command Create(CommandSettings settings)
    {
        var id = RunArgument.Create(settings);
        var command = new Command("artifacts", "List the artifacts of a run, by their paths on this machine.") { id };
        command.SetAction(result => Write(RunArgument.Find(settings, result.GetRequiredValue(id)), result.InvocationConfiguration.Output));
        return command.WithExamples("slipway runs artifacts", "slipway runs artifacts 12 | xargs ls -l");
    }

    private static void Write(RunFolder run, TextWriter output)
    {
        if (!Directory.Exists(run.Artifacts))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(run.Artifacts, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            output.WriteExact(file + "\n");
        }
    }
}
