using System.Text.Json.Serialization;

namespace Slipway.Engines.Images;

/// <summary>What an engine image, or a machine image, is.</summary>
public sealed record EngineImageManifest
{
    /// <summary>The dockerd's own version, such as <c>28.5.2</c>; also an engine image's name.</summary>
    public required string Version { get; init; }

    /// <summary>The machine image's name; null: it is an engine image.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Machine { get; init; }

    /// <summary>By which it is found among all images.</summary>
    [JsonIgnore]
    public string Name => Machine is null ? Version : NameOfMachine(Machine);

    /// <summary>Its files, in bytes; 0: not known.</summary>
    public long Bytes { get; init; }

    /// <summary>Where it came from: <c>debian:sid</c> or <c>oci:docker:28-dind</c>.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset BuiltAt { get; init; }

    /// <summary>False: no sshd is in it, so <c>ssh remote-docker</c> does not work with this version.</summary>
    public required bool HasSsh { get; init; }

    /// <summary>Where a machine image lies among the images, which are versions else.</summary>
    internal static string NameOfMachine(string machine) => machine == MachineImageRecipe.DefaultName ? machine : $"{MachineImageRecipe.DefaultName}-{machine}";

    /// <summary>Debian packages and their versions; empty for an image from elsewhere.</summary>
    public IReadOnlyDictionary<string, string> Packages { get; init; } = new Dictionary<string, string>();
}

/// <summary>Manifests as JSON.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(EngineImageManifest))]
[JsonSerializable(typeof(IReadOnlyList<EngineImageManifest>))]
public sealed partial class EngineImageJson : JsonSerializerContext;
