using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Cli.Terminals;
using Slipway.Engines.Hosting;
using Slipway.Execution.Blobs;
using Slipway.Execution.Daemons;
using Slipway.Execution.Reaping;
using Slipway.Model.Texts;

namespace Slipway.Cli.Runs;

/// <summary><c>slipway runs reap</c>: removes what runs left behind that came to no end, and what was kept for a shell.</summary>
internal static class RunsReapCommand
{
    public static Command Create(CommandSettings settings)
    {
        var command = new Command("reap", "Remove the containers, networks, cgroups, engines and unfinished files of runs that came to no end, and of kept jobs.");
        var keep = new Option<bool>("--leave-kept") { Description = "Leave what --keep on-failure has kept" };
        command.Options.Add(keep);
        command.SetAction((result, cancellationToken) => ReapAsync(settings, !result.GetValue(keep), result.InvocationConfiguration, cancellationToken));
        return command.WithExamples("slipway runs reap", "slipway runs reap --leave-kept");
    }

    private static async Task<int> ReapAsync(CommandSettings settings, bool withKept, InvocationConfiguration streams, CancellationToken cancellationToken)
    {
        using var docker = await HostDocker.ConnectAsync(cancellationToken);
        var state = settings.State;
        var reaped = await new Reaper(docker.Client, state, new FolderBlobStore(state.Blobs, TimeProvider.System), TimeProvider.System).ReapToTheLastAsync(withKept, cancellationToken);
        string[] removed = [.. reaped, .. (await ReapEnginesAsync(settings, streams, cancellationToken)).Select(_ => "engine")];
        await streams.Output.WriteLineAsync(removed.Length == 0 ? "There was nothing to remove." : $"Removed {CountText.OfEach(removed)}.");
        return (int)ExitCode.Passed;
    }

    /// <summary>Where engines were never made, nothing is to be reaped, and asking would make their disk.</summary>
    private static async Task<IReadOnlyList<string>> ReapEnginesAsync(CommandSettings settings, InvocationConfiguration streams, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess || !Directory.Exists(Path.Combine(settings.State.Path, "storage")))
        {
            return [];
        }

        await using var engines = EngineHosts.Open(settings.Engines, TimeProvider.System, streams.Error.Tell, detached: null);
        return await engines.ReapAsync(cancellationToken);
    }
}
