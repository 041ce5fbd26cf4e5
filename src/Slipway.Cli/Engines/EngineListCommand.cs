using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine ls</c>.</summary>
internal static class EngineListCommand
{
    public static Command Create(CommandSettings settings)
    {
        var json = new Option<bool>("--json") { Description = "print JSON" };
        var command = new Command("ls", "List the engines there are, the pool's too.") { json };
        command.SetAction(EngineCommandAction.With(settings, async (result, engines, cancellationToken) =>
        {
            var records = await engines.ListAsync(cancellationToken);
            await result.InvocationConfiguration.Output.WriteAsync(result.GetValue(json)
                ? JsonSerializer.Serialize([.. records.Select(record => ToListed(settings.Engines, record))], EngineJson.Default.ListListedEngine) + "\n"
                : string.Concat(records.Select(Row).Prepend(Row("ID", "STATE", "DOCKER", "ADDRESS", "SINCE", "HOLDER"))));
            return ExitCode.Passed;
        }));
        return command.WithExamples("slipway engine ls", "slipway engine ls --json");
    }

    public static ListedEngine ToListed(EngineSettings settings, EngineRecord record) => new(
        record.Id, StateOf(record), record.Version, record.Address, record.Holder, record.Created, record.Warm, record.LayerCacheHit,
        record.Limits.Cpus, record.Limits.MemoryBytes, record.Limits.DiskBytes, record.Limits.Pids, record.Sources, EngineCommandAction.CertificatesOf(settings, record));

    private static string Row(EngineRecord record) =>
        Row(record.Id, StateOf(record), record.Version, record.Address, record.Created.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), record.Holder);

    private static string Row(string id, string state, string version, string address, string since, string holder) =>
        $"{id,-12}{state,-10}{version,-12}{address,-16}{since,-21}{holder}".TrimEnd() + "\n";

    private static string StateOf(EngineRecord record) => record.State.ToString().ToLowerInvariant();
}
