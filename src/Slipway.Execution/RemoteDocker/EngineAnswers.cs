using System.Text.Json.Serialization;

namespace Slipway.Execution.RemoteDocker;

/// <summary>What a job's engine says of an event. The job has the engine, so anything may be missing.</summary>
internal sealed record EngineEvent(string? Action, EngineActor? Actor, [property: JsonPropertyName("timeNano")] long Time);

/// <summary>What an event happened to.</summary>
internal sealed record EngineActor([property: JsonPropertyName("ID")] string? Id);

/// <summary>The part of an image's description that names its digests.</summary>
internal sealed record EngineImageDigests(IReadOnlyList<string?>? RepoDigests);

/// <summary>The part of a container's description that names its ports.</summary>
internal sealed record ContainerPorts(EngineContainerConfig? HostConfig, EngineContainerNetworks? NetworkSettings);

/// <summary>What was asked for when the container was made.</summary>
/// <param name="PortBindings">By port and protocol, such as <c>80/tcp</c>.</param>
internal sealed record EngineContainerConfig(IReadOnlyDictionary<string, IReadOnlyList<EnginePort?>?>? PortBindings);

/// <summary>What a running container has.</summary>
/// <param name="Ports">By port and protocol, such as <c>80/tcp</c>.</param>
internal sealed record EngineContainerNetworks(IReadOnlyDictionary<string, IReadOnlyList<EnginePort?>?>? Ports);

/// <summary>Where a container's port is published.</summary>
internal sealed record EnginePort(string? HostIp, string? HostPort);

[JsonSerializable(typeof(ContainerPorts))]
[JsonSerializable(typeof(EngineEvent))]
[JsonSerializable(typeof(EngineImageDigests))]
internal sealed partial class EngineAnswersJson : JsonSerializerContext;
