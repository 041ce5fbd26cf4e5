using System.Text.Json.Serialization;

namespace Slipway.Execution.RemoteDocker;

/// <summary>What a job's engine says of an event. The job has the engine, so anything may be missing.</summary>
internal sealed record EngineEvent(EngineActor? Actor, [property: JsonPropertyName("timeNano")] long Time);

/// <summary>What an event happened to.</summary>
internal sealed record EngineActor([property: JsonPropertyName("ID")] string? Id);

/// <summary>The part of an image's description that names its digests.</summary>
internal sealed record EngineImageDigests(IReadOnlyList<string?>? RepoDigests);

[JsonSerializable(typeof(EngineEvent))]
[JsonSerializable(typeof(EngineImageDigests))]
internal sealed partial class EngineAnswersJson : JsonSerializerContext;
