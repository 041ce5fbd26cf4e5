using System.CommandLine;

namespace Slipway.Cli.Runs;

/// <summary><c>slipway runs</c>: what earlier runs left: results, logs, artifacts.</summary>
internal static class RunsCommand
{
    public static Command Create() => new("runs", "Look at earlier runs: their results, logs and artifacts. The newest are kept, 1000 of them and 100 GiB at most, unless limits.runs and limits.runHistory in /etc/slipway/jobs.json say otherwise.")
    {
        RunsListCommand.Create(),
        RunsShowCommand.Create(),
        RunsLogsCommand.Create(),
        RunsArtifactsCommand.Create(),
        RunsRemoveCommand.Create(),
        RunsReapCommand.Create(),
    };
}
