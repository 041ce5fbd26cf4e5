using System.Text.Json;
using Slipway.Engines.Identity;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Sandboxes;

/// <summary>The OCI bundle of an engine: its own namespaces of every kind (that of its users is there already), its own ids, all capabilities inside and none outside.</summary>
internal static class SandboxBundle
{
    // PID 1 must reap what loses its parent, and must not hold the runtime's pipes; a foreign image may have docker-init for tini.
    private const string Start = "init=$(command -v tini || command -v docker-init) && exec \"$init\" -- /bin/sh /.slipway/init.sh </dev/null >/.slipway/init.log 2>&1";

    // null, zero, full, random, urandom, tty, console, ptmx; tun and fuse are not given.
    private static readonly (long Major, long Minor)[] Devices = [(1, 3), (1, 5), (1, 7), (1, 8), (1, 9), (5, 0), (5, 1), (5, 2)];

    private static readonly string[] Namespaces = ["pid", "ipc", "uts", "mount", "network", "cgroup"];

    /// <summary>Writes config.json into the engine's folder.</summary>
    public static void Write(string folder, EngineId id, SandboxContents contents, UserNamespace users, string cgroup, EngineSettings settings)
    {
        var capabilities = CapabilitySet.Available();
        OciIdMap[] map = [.. id.Ids.Select(range => new OciIdMap(range.Inside, range.OnHost, range.Count))];
        var spec = new OciSpec(
            "1.0.2",
            new OciProcess(
                new(0, 0),
                ["/bin/sh", "-c", Start],
                ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "container=slipway"],
                "/",
                new(capabilities, capabilities, capabilities)),
            new OciRoot(contents.Disk.Root, false),
            HostName(id),
            SandboxMounts.List(contents.Disk, isMachine: contents.Agent is not null),
            new OciLinux(
                map,
                map,
                cgroup,
                [new OciNamespace("user") { Path = users.Path }, .. Namespaces.Select(type => new OciNamespace(type))],
                new(DeviceRules()),
                SeccompProfile.Create(settings.Allow32BitPrograms, settings.AllowPacketRings)));
        File.WriteAllBytes(Path.Combine(folder, "config.json"), JsonSerializer.SerializeToUtf8Bytes(spec, OciJson.Default.OciSpec));
    }

    public static string HostName(EngineId id) => "engine-" + id;

    private static OciDeviceRule[] DeviceRules() =>
    [
        new(false, "rwm"),
        .. Devices.Select(device => new OciDeviceRule(true, "rwm") { Type = "c", Major = device.Major, Minor = device.Minor }),
        new(true, "rwm") { Type = "c", Major = 136 },
    ];
}
