using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Cli.Exits;
using Slipway.Engines.Addresses;
using Slipway.Engines.Settings;
using Slipway.Execution.Bounds;
using Slipway.Execution.Networks;
using Slipway.Linux.Files;

namespace Slipway.Cli.Settings;

/// <summary>Reads the settings for jobs: the machine's (/etc/slipway/jobs.json, or the file named in SLIPWAY_JOB_SETTINGS), then the project's (.slipway/settings.json).</summary>
internal static class JobSettingsFile
{
    private const string MachineFile = "/etc/slipway/jobs.json";
    private const string ProjectFile = ".slipway/settings.json";
    private const int MostBytes = 1 << 20;

    /// <param name="projectFolder">The root of the project.</param>
    /// <exception cref="UsageException">A file cannot be read or says something that cannot be.</exception>
    public static JobSettings Load(string projectFolder) => Load(projectFolder, Environment.GetEnvironmentVariable("SLIPWAY_JOB_SETTINGS"));

    /// <param name="projectFolder">The root of the project.</param>
    /// <param name="machineFile">The machine's file; null for the usual place, where it may be missing.</param>
    public static JobSettings Load(string projectFolder, string? machineFile) =>
        ReadMachines(machineFile ?? MachineFile, required: machineFile is not null).With(ReadProjects(projectFolder));

    /// <summary>How much this machine keeps of what jobs leave, for all projects.</summary>
    /// <exception cref="UsageException">As above.</exception>
    public static StorageLimits LoadLimits() => LoadLimits(Environment.GetEnvironmentVariable("SLIPWAY_JOB_SETTINGS"));

    /// <param name="machineFile">The machine's file; null for the usual place, where it may be missing.</param>
    public static StorageLimits LoadLimits(string? machineFile) =>
        (ReadMachines(machineFile ?? MachineFile, required: machineFile is not null).Limits ?? new LimitSettings()).ToLimits(machineFile ?? MachineFile);

    /// <summary>The nearest folder, from this one upwards, that has settings of a project; null when there is none.</summary>
    public static string? FindProject(string folder)
    {
        for (var place = folder; place is not null; place = Path.GetDirectoryName(place))
        {
            if (Contains(place, ProjectFile))
            {
                return place;
            }
        }

        return null;
    }

    private static bool Contains(string folder, string path)
    {
        try
        {
            using var place = ConfinedFolder.TryOpen(folder);
            return place?.Look(path) is not null;
        }
        catch (IOException failure)
        {
            throw new UsageException($"The settings file cannot be used: {failure.Message}", failure);
        }
    }

    private static JobSettings ReadMachines(string path, bool required) =>
        !required && !File.Exists(path) ? new JobSettings() : Read(path, () => File.ReadAllBytes(path));

    private static JobSettings ReadProjects(string folder)
    {
        using var project = ConfinedFolder.TryOpen(folder);
        var path = Path.Combine(folder, ProjectFile);
        var settings = Read(path, () => project?.TryRead(ProjectFile, MostBytes));
        return settings.Limits is null ? settings : throw new UsageException($"{path}: limits are the machine's; set them in {MachineFile}");
    }

    private static JobSettings Read(string path, Func<byte[]?> content)
    {
        try
        {
            var settings = content() is { } text ? JsonSerializer.Deserialize(WithoutMark(text), JobSettingsJson.Default.JobSettings) ?? new JobSettings() : new JobSettings();
            return Mistake(settings) is { } mistake ? throw new UsageException($"{path}: {mistake}") : settings;
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The settings file {path} cannot be used: {SettingsMistake.Explain(failure)}", failure);
        }
    }

    /// <summary>Some editors begin a file with a byte order mark.</summary>
    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> text) => text.StartsWith("\ufeff"u8) ? text[3..] : text;

    private static string? Mistake(JobSettings settings) =>
        settings.ExtraHosts.Select(line => line ?? "null").FirstOrDefault(line => !ExtraHost.TryParse(line, out _)) is { } host ? $"extraHosts has '{host}'; write name:address, such as registry.example.com:10.1.2.3"
        : settings.Subnets.FirstOrDefault(text => !IsSubnet(text)) is { } subnet ? $"subnets has '{subnet}'; write a network of /8 to /{SubnetPool.PrefixLength}, such as 10.50.0.0/16"
        : settings.Network is not (null or "docker") ? $"network has '{settings.Network}'; write docker, or leave it out"
        : settings.PublishedPorts is not (null or JobSettings.OnLocalhost) ? $"publishedPorts has '{settings.PublishedPorts}'; write {JobSettings.OnLocalhost}, or leave it out"
        : settings.Limits?.FindMistake();

    private static bool IsSubnet(string text) => Ipv4Network.TryParse(text, out var network) && network.Prefix is >= 8 and <= SubnetPool.PrefixLength;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(JobSettings))]
internal sealed partial class JobSettingsJson : JsonSerializerContext;
