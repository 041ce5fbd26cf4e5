using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Cli.Terminals;
using Slipway.Engines.Api;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;
using Slipway.Linux.Failures;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine create</c>: an engine that lives until <c>engine rm</c>.</summary>
internal static class EngineCreateCommand
{
    private static readonly Option<string?> Version = new("--docker") { Description = "Docker version, such as 28, docker26, 20.10.24, previous, edge" };
    private static readonly Option<double?> Cpus = new("--cpus") { Description = "cores, may be a fraction" };
    private static readonly Option<string?> Memory = new("--memory") { Description = "memory, such as 4G" };
    private static readonly Option<string?> Disk = new("--disk") { Description = "disk, such as 20G" };
    private static readonly Option<string?> LayerCache = new("--layer-cache") { Description = "start on this layer cache, and keep the layers with `engine rm --keep-layers`" };
    private static readonly Option<string[]> From = new("--from") { Description = "network whose hosts may reach the engine besides this host, such as 172.20.0.0/24", DefaultValueFactory = _ => [] };
    private static readonly Option<bool> Env = new("--env") { Description = "print the environment of its client, for eval" };
    private static readonly Option<bool> Json = new("--json") { Description = "print JSON" };

    public static Command Create(CommandSettings settings)
    {
        Version.Aliases.Add("--version");
        var command = new Command("create", "Make an engine and print how to reach it.") { Version, Cpus, Memory, Disk, LayerCache, From, Env, Json };
        command.Exclude(Env, Json).SetAction(EngineCommandAction.With(settings, async (result, engines, cancellationToken) =>
        {
            var started = Stopwatch.GetTimestamp();
            var record = await engines.LeaseRecordAsync(Request(result), cancellationToken);
            var text = result.GetValue(Json) ? Describe(settings.Engines, record, Stopwatch.GetElapsedTime(started))
                : result.GetValue(Env) ? EngineEnvCommand.Text(settings.Engines, record)
                : record.Id;
            var output = result.InvocationConfiguration.Output;
            foreach (var warning in record.Warnings)
            {
                result.InvocationConfiguration.Error.Tell(warning);
            }
            await output.WriteLineAsync(text);
            await output.FlushAsync(cancellationToken);
            // Not before somebody knows its id: until then it ends with this process.
            return await engines.LeaveAsync(record.Id, ownerProcess: 0, cancellationToken) ? ExitCode.Passed : throw new InfrastructureException($"The engine {record.Id} ended at once: `slipway engine create` makes another.");
        }));
        return command.WithExamples("eval \"$(slipway engine create --env)\"    # then: docker version; slipway engine rm $DOCKER_MACHINE_NAME", "slipway engine create    # its id; slipway engine env gives the rest", "slipway engine create --docker 26 --memory 4G --json");
    }

    private static string Describe(EngineSettings settings, EngineRecord record, TimeSpan took)
    {
        var created = new CreatedEngine(
            record.Id,
            record.Version,
            $"tcp://{record.Address}:{EngineApi.Port}",
            EngineCommandAction.CertificatesOf(settings, record),
            record.Address,
            record.Ssh.Port,
            (long)took.TotalMilliseconds,
            record.Warm,
            record.LayerCacheHit);
        return JsonSerializer.Serialize(created, EngineJson.Default.CreatedEngine);
    }

    private static EngineRequest Request(ParseResult result)
    {
        var limits = EngineLimits.Default;
        return new()
        {
            Version = result.GetValue(Version),
            Limits = limits with
            {
                Cpus = CpusOf(result) ?? limits.Cpus,
                MemoryBytes = SizeOf(result, Memory, EngineLimits.LeastMemoryBytes) ?? limits.MemoryBytes,
                DiskBytes = SizeOf(result, Disk, EngineLimits.LeastDiskBytes) ?? limits.DiskBytes,
            },
            LayerCache = result.GetValue(LayerCache) is { } key ? new LayerCacheKey(key) : null,
            AllowedSources = result.GetRequiredValue(From),
            Owner = "engine create",
            OwnerProcess = Environment.ProcessId,
        };
    }

    private static double? CpusOf(ParseResult result) => result.GetValue(Cpus) switch
    {
        not (null or (>= EngineLimits.LeastCpus and <= EngineLimits.MostCpus)) and var cpus => throw new UsageException(
            FormattableString.Invariant($"--cpus {cpus} cannot be: an engine has {EngineLimits.LeastCpus} to {EngineLimits.MostCpus} cores.")),
        var cpus => cpus,
    };

    private static long? SizeOf(ParseResult result, Option<string?> option, long least) =>
        ByteSize.Parse(result.GetValue(option)) is { } bytes && bytes < least
            ? throw new UsageException($"{option.Name} {result.GetValue(option)} is too little: no engine starts with less than {least >> 20}M.")
            : ByteSize.Parse(result.GetValue(option));
}
