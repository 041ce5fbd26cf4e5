using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Settings;
using Slipway.Cli.Terminals;
using Slipway.Engines.Certificates;
using Slipway.Engines.Hosting;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Engines.Settings;

namespace Slipway.Cli.Engines;

/// <summary>What every engine command does around its own work: opens the machine's engine host, shows its failures, and waits for what it leaves behind.</summary>
internal static class EngineCommandAction
{
    public static readonly Argument<string> Id = new("ID") { Description = "the engine's id, or the beginning of it" };

    /// <summary>Makes a command's action out of its work.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> With(CommandSettings settings, Func<ParseResult, IEngineAdministration, CancellationToken, Task<ExitCode>> work) =>
        async (result, cancellationToken) =>
        {
            var errors = result.InvocationConfiguration.Error;
            MachineAuthorities.Ignore();
            await using var engines = EngineHosts.Open(settings.Engines, TimeProvider.System, errors.Tell, DetachedReaperCommand.Find(settings.Engines));
            return (int)await work(result, engines, cancellationToken);
        };

    /// <summary>The one engine that an id or its beginning means.</summary>
    public static async Task<EngineRecord> FindAsync(IEngineAdministration engines, string id, CancellationToken cancellationToken)
    {
        var all = await engines.ListAsync(cancellationToken);
        var found = all.Where(record => record.Id.StartsWith(id, StringComparison.Ordinal)).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw new UsageException($"There is no engine {id}; `slipway engine ls` shows those there are."),
            _ => throw new UsageException($"Several engines begin with {id}: {string.Join(", ", found.Select(record => record.Id))}."),
        };
    }

    /// <summary>Where an engine's client finds its certificates on this machine.</summary>
    public static string CertificatesOf(EngineSettings settings, EngineRecord record) =>
        ClientFiles.FolderIn(new InstanceNames(settings).EngineFolder(record.Id));
}
