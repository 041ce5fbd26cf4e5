using System.Text.Json.Serialization;

namespace Slipway.Engines.Api;

/// <summary>A container as an engine lists it. Whoever has the engine writes its answers: anything may be missing or be no such thing.</summary>
internal sealed record EngineContainer(string? Id, IReadOnlyList<string?>? Names, [property: JsonPropertyName("ImageID")] string? Image);

/// <summary>An image as an engine lists it.</summary>
/// <param name="Created">Seconds of Unix time.</param>
internal sealed record EngineImage(string? Id, long Created);

/// <summary>The answer to <c>/system/df</c>: sizes as one number each since version 1.52 of the API, apart before.</summary>
internal sealed record EngineDiskUse(long? LayersSize, EngineUse? ImageUsage, IReadOnlyList<EngineVolumeUse?>? Volumes, EngineUse? VolumeUsage)
{
    /// <summary>Bytes of all images and volumes.</summary>
    public long Kept => (LayersSize ?? ImageUsage?.TotalSize ?? 0) + (VolumeUsage?.TotalSize ?? (Volumes ?? []).Sum(volume => Math.Max(0, volume?.UsageData?.Size ?? 0)));
}

/// <summary>What all things of a kind take.</summary>
internal sealed record EngineUse(long TotalSize);

/// <summary>A volume in <c>/system/df</c>.</summary>
internal sealed record EngineVolumeUse(EngineVolumeSize? UsageData);

/// <summary>A volume's size; -1: not known.</summary>
internal sealed record EngineVolumeSize(long Size);

/// <summary>A volume as an engine lists it.</summary>
internal sealed record EngineVolume(string? Name);

/// <summary>The answer to <c>/volumes</c>.</summary>
internal sealed record EngineVolumes(IReadOnlyList<EngineVolume?>? Volumes);

[JsonSerializable(typeof(IReadOnlyList<EngineContainer?>))]
[JsonSerializable(typeof(IReadOnlyList<EngineImage?>))]
[JsonSerializable(typeof(EngineDiskUse))]
[JsonSerializable(typeof(EngineVolumes))]
internal sealed partial class EngineObjectsJson : JsonSerializerContext;
