using System.CommandLine;
using Slipway.Cli.Help;
using Slipway.Execution.Daemons;
using Slipway.Execution.Jobs;
using Slipway.Execution.Reaping;
using Slipway.Execution.Runs;

namespace Slipway.Cli.Runs;

/// <summary><c>slipway runs reap</c>: removes what runs left behind that came to no end, and what was kept for a shell.</summary>
internal static class RunsReapCommand
{
    public static Command Create()
    {
        var command = new Command("reap", "Remove the containers, networks and cgroups of runs that came to no end, and of kept jobs.");
        var keep = new Option<bool>("--leave-kept") { Description = "Leave what --keep on-failure has kept" };
        command.Options.Add(keep);
        command.SetAction((result, cancellationToken) => ReapAsync(!result.GetValue(keep), result.InvocationConfiguration, cancellationToken));
        return command.WithExamples("slipway runs reap", "slipway runs reap --leave-kept");
    }

    private static async Task<int> ReapAsync(bool withKept, InvocationConfiguration streams, CancellationToken cancellationToken)
    {
        try
        {
            using var docker = await HostDocker.ConnectAsync(Environment.GetEnvironmentVariable("DOCKER_HOST"), cancellationToken);
            var reaped = await new Reaper(docker.Client, StateFolder.FromEnvironment()).ReapAsync(withKept, cancellationToken);
            await streams.Output.WriteLineAsync($"Removed {reaped.Containers} containers, {reaped.Networks} networks, {reaped.Cgroups} cgroups.");
            return (int)ExitCode.Passed;
        }
        catch (InfrastructureException exception)
        {
            await streams.Error.WriteLineAsync($"slipway: {exception.Message}");
            return (int)ExitCode.Infrastructure;
        }
    }
}
