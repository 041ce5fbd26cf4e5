using System.CommandLine;

namespace Slipway.Cli.Runs;

/// <summary><c>slipway runs</c>: what earlier runs left: results, logs, artifacts.</summary>
internal static class RunsCommand
{
    public static Command Create() => new("runs", "Look at earlier runs: their results, logs and artifacts.")
    {
        RunsListCommand.Create(),
        RunsShowCommand.Create(),
        RunsLogsCommand.Create(),
        RunsArtifactsCommand.Create(),
        RunsRemoveCommand.Create(),
        RunsReapCommand.Create(),
    };
}
