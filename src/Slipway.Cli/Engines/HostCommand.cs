using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Engines.Certificates;
using Slipway.Engines.Hosting;
using Slipway.Engines.Lifecycle;
using Slipway.Engines.Settings;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway host</c>: the daemon that keeps the pool and serves leases, in the foreground.</summary>
internal static class HostCommand
{
    public static Command Create(CommandSettings settings)
    {
        var pool = new Option<int?>("--pool") { Description = "engines kept ready, and as many again on the layer caches leased last; by default as the settings say" };
        pool.RequireAtLeast(0);
        var command = new Command("host", "Serve engines to runs on this machine and keep some ready; needs root.") { pool };
        command.SetAction(async (result, cancellationToken) =>
        {
            var output = result.InvocationConfiguration.Error;
            MachineAuthorities.Ignore();
            await ServeAsync(settings.Engines with { PoolSize = result.GetValue(pool) ?? settings.Engines.PoolSize }, output.WriteLine, cancellationToken);
            return (int)ExitCode.Passed;
        });
        return command.WithExamples("sudo slipway host --pool 4", "sudo systemctl enable --now slipway");
    }

    private static async Task ServeAsync(EngineSettings settings, Action<string> report, CancellationToken cancellationToken)
    {
        using var services = new EngineHostServices(settings, TimeProvider.System);
        await using var host = new LocalEngineHost(services, report, detached: null);
        await new HostServer(host, services, report).RunAsync(cancellationToken);
    }
}
