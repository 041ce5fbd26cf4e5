using System.Text.Json.Serialization;

namespace Slipway.Engines.Sandboxes;

/// <summary>The parts of the OCI runtime specification that a sandbox uses (opencontainers.org, runtime-spec 1.0.2).</summary>
internal sealed record OciSpec(string OciVersion, OciProcess Process, OciRoot Root, string Hostname, IReadOnlyList<OciMount> Mounts, OciLinux Linux);

internal sealed record OciProcess(OciUser User, IReadOnlyList<string> Args, IReadOnlyList<string> Env, string Cwd, OciCapabilities Capabilities)
{
    public bool Terminal { get; init; }

    public bool NoNewPrivileges { get; init; }
}

internal sealed record OciUser(uint Uid, uint Gid);

internal sealed record OciCapabilities(IReadOnlyList<string> Bounding, IReadOnlyList<string> Effective, IReadOnlyList<string> Permitted);

internal sealed record OciRoot(string Path, bool Readonly);

internal sealed record OciMount(string Destination, string Type, string Source, IReadOnlyList<string> Options);

internal sealed record OciLinux(
    IReadOnlyList<OciIdMap> UidMappings,
    IReadOnlyList<OciIdMap> GidMappings,
    string CgroupsPath,
    IReadOnlyList<OciNamespace> Namespaces,
    OciResources Resources,
    OciSeccomp Seccomp)
{
    // Empty on purpose: a container inside may mount its own proc only where a fully visible one exists.
    public IReadOnlyList<string> MaskedPaths { get; init; } = [];

    public IReadOnlyList<string> ReadonlyPaths { get; init; } = [];

    public string RootfsPropagation { get; init; } = "slave";
}

internal sealed record OciIdMap([property: JsonPropertyName("containerID")] uint ContainerId, [property: JsonPropertyName("hostID")] uint HostId, uint Size);

internal sealed record OciNamespace(string Type)
{
    /// <summary>One that there is; null: a new one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Path { get; init; }
}

internal sealed record OciResources(IReadOnlyList<OciDeviceRule> Devices);

internal sealed record OciDeviceRule(bool Allow, string Access)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Major { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Minor { get; init; }
}

internal sealed record OciSeccomp(string DefaultAction, uint DefaultErrnoRet, IReadOnlyList<string> Architectures, IReadOnlyList<OciSyscalls> Syscalls);

internal sealed record OciSyscalls(IReadOnlyList<string> Names, string Action)
{
    public IReadOnlyList<OciSyscallArgument> Args { get; init; } = [];

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public uint? ErrnoRet { get; init; }
}

internal sealed record OciSyscallArgument(uint Index, ulong Value, ulong ValueTwo, string Op);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OciSpec))]
internal sealed partial class OciJson : JsonSerializerContext;
