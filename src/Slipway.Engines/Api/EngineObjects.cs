using System.Text.Json.Serialization;

namespace Slipway.Engines.Api;

/// <summary>A container as an engine lists it. Whoever has the engine writes its answers: anything may be missing or be no such thing.</summary>
internal sealed record EngineContainer(string? Id, IReadOnlyList<string?>? Names);

/// <summary>A volume as an engine lists it.</summary>
internal sealed record EngineVolume(string? Name);

/// <summary>The answer to <c>/volumes</c>.</summary>
internal sealed record EngineVolumes(IReadOnlyList<EngineVolume?>? Volumes);

[JsonSerializable(typeof(IReadOnlyList<EngineContainer?>))]
[JsonSerializable(typeof(EngineVolumes))]
internal sealed partial class EngineObjectsJson : JsonSerializerContext;
