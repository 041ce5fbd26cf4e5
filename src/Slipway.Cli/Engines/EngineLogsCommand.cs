using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Engines.Lifecycle;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine logs ID</c>.</summary>
internal static class EngineLogsCommand
{
    public static Command Create(CommandSettings settings)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "go on as it grows" };
        var part = new Option<string>("--part") { Description = "dockerd, containerd or init", DefaultValueFactory = _ => "dockerd" };
        part.AcceptOnlyFromAmong([.. EngineLogs.Paths.Keys]);
        var command = new Command("logs", "Print what an engine's dockerd wrote.") { EngineCommandAction.Id, follow, part };
        command.SetAction(EngineCommandAction.With(settings, async (result, engines, cancellationToken) =>
        {
            var record = await EngineCommandAction.FindAsync(engines, result.GetRequiredValue(EngineCommandAction.Id), cancellationToken);
            var path = EngineLogs.Paths[result.GetRequiredValue(part)];
            return (ExitCode)await EngineSshClient.ShowAsync(settings.Engines, record, ["tail", "-n", "+1", .. result.GetValue(follow) ? (string[])["-f"] : [], path], cancellationToken);
        }));
        return command.WithExamples("slipway engine logs 01c");
    }
}
