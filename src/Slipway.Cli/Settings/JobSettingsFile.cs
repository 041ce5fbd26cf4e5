using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Cli.Exits;
using Slipway.Engines.Addresses;
using Slipway.Engines.Settings;
using Slipway.Execution.Networks;

namespace Slipway.Cli.Settings;

/// <summary>Reads the settings for jobs: the machine's (/etc/slipway/jobs.json, or the file named in SLIPWAY_JOB_SETTINGS), then the project's (.slipway/settings.json).</summary>
internal static class JobSettingsFile
{
    private const string MachineFile = "/etc/slipway/jobs.json";
    private const string ProjectFile = ".slipway/settings.json";

    /// <param name="projectFolder">The root of the project.</param>
    /// <exception cref="UsageException">A file cannot be read or says something that cannot be.</exception>
    public static JobSettings Load(string projectFolder) => Load(projectFolder, Environment.GetEnvironmentVariable("SLIPWAY_JOB_SETTINGS"));

    /// <param name="projectFolder">The root of the project.</param>
    /// <param name="machineFile">The machine's file; null for the usual place, where it may be missing.</param>
    public static JobSettings Load(string projectFolder, string? machineFile) =>
        Read(machineFile ?? MachineFile, required: machineFile is not null).With(Read(Path.Combine(projectFolder, ProjectFile), required: false));

    /// <summary>The nearest folder, from this one upwards, that has settings of a project; null when there is none.</summary>
    public static string? FindProject(string folder)
    {
        var place = folder;
        while (place is not null && !File.Exists(Path.Combine(place, ProjectFile)))
        {
            place = Path.GetDirectoryName(place);
        }

        return place;
    }

    private static JobSettings Read(string path, bool required)
    {
        if (!required && !File.Exists(path))
        {
            return new JobSettings();
        }

        try
        {
            using var stream = File.OpenRead(path);
            var settings = JsonSerializer.Deserialize(stream, JobSettingsJson.Default.JobSettings) ?? new JobSettings();
            return Mistake(settings) is { } mistake ? throw new UsageException($"{path}: {mistake}") : settings;
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The settings file {path} cannot be used: {SettingsMistake.Explain(failure)}", failure);
        }
    }

    private static string? Mistake(JobSettings settings) =>
        settings.ExtraHosts.Select(line => line ?? "null").FirstOrDefault(line => !ExtraHost.TryParse(line, out _)) is { } host ? $"extraHosts has '{host}'; write name:address, such as registry.example.com:10.1.2.3"
        : settings.Subnets.FirstOrDefault(text => !IsSubnet(text)) is { } subnet ? $"subnets has '{subnet}'; write a network of /8 to /{SubnetPool.PrefixLength}, such as 10.50.0.0/16"
        : settings.Network is not (null or "docker") ? $"network has '{settings.Network}'; write docker, or leave it out"
        : settings.PublishedPorts is not (null or JobSettings.OnLocalhost) ? $"publishedPorts has '{settings.PublishedPorts}'; write {JobSettings.OnLocalhost}, or leave it out"
        : null;

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
