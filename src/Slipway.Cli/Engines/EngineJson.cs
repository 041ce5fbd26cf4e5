using System.Text.Json.Serialization;

namespace Slipway.Cli.Engines;

/// <summary>What <c>engine create --json</c> prints.</summary>
/// <param name="Version">The dockerd's version.</param>
/// <param name="CertPath">DOCKER_CERT_PATH; ssh_key and known_hosts lie beside the certificates.</param>
/// <param name="Address">The engine's address.</param>
/// <param name="SshPort">Its SSH port, for user root.</param>
/// <param name="CreatedMs">From asking to having it.</param>
/// <param name="Warm">It came from the pool.</param>
/// <param name="LayerCacheHit">It started on a layer cache.</param>
internal sealed record CreatedEngine(string Id, string Version, string DockerHost, string CertPath, string Address, int SshPort, long CreatedMs, bool Warm, bool LayerCacheHit);

/// <summary>One engine as <c>engine ls</c> and <c>engine inspect</c> print it: no keys.</summary>
internal sealed record ListedEngine(
    string Id, string State, string Version, string Address, string Holder, DateTimeOffset Created, bool Warm, bool LayerCacheHit,
    double Cpus, long MemoryBytes, long DiskBytes, int Pids, IReadOnlyList<string> Sources, string CertPath);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(CreatedEngine))]
[JsonSerializable(typeof(ListedEngine))]
[JsonSerializable(typeof(List<ListedEngine>))]
internal sealed partial class EngineJson : JsonSerializerContext;
