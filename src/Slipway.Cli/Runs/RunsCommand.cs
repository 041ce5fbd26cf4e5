using System.CommandLine;
using Slipway.Cli.Settings;

namespace Slipway.Cli.Runs;

/// <summary><c>slipway runs</c>: what earlier runs left: results, logs, artifacts.</summary>
internal static class RunsCommand
{
    public static Command Create(CommandSettings settings) => new("runs", "Look at earlier runs: their results, logs and artifacts. The newest are kept, 1000 of them and 100 GiB at most, unless limits.runs and limits.runHistory in /etc/slipway/jobs.json say otherwise.")
    {
        RunsListCommand.Create(settings),
        RunsShowCommand.Create(settings),
        RunsLogsCommand.Create(settings),
        RunsArtifactsCommand.Create(settings),
        RunsRemoveCommand.Create(settings),
        RunsReapCommand.Create(settings),
    };
}
