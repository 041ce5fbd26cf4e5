namespace Slipway.Engines.Settings;

/// <summary>
/// The administrator's settings for engines, from /etc/slipway/engines.json (<see cref="SettingsFile"/>). Every member may be left out:
/// it is set and not initialised, or the JSON reader would put null in place of the default.
/// Two instances on one machine never touch each other's engines; they may share a state folder, and so images.
/// </summary>
public sealed record EngineSettings
{
    // Set, not init: the JSON reader gives every init property a value, null where the file has none, and defaults would be lost.

    /// <summary>Names this installation on its machine: lower-case letters, digits and dashes. Table, control groups, interfaces and folders derive from it.</summary>
    public string Instance { get; set; } = "slipway";

    /// <summary>What lasts: images, engines' disks (in a folder per instance), layer cache heads.</summary>
    public string StateFolder { get; set; } = "/var/lib/slipway";

    /// <summary>What dies with the machine: sandboxes, sockets, mounts. One per instance.</summary>
    public string RunFolder { get; set; } = "/run/slipway";

    /// <summary>Where engine images take Debian's packages from; the security archive lies beside it, with <c>-security</c> at the end.</summary>
    public string DebianMirror { get; set; } = "http://deb.debian.org/debian";

    /// <summary>The OCI runtime's command line tool.</summary>
    public string Runtime { get; set; } = "runc";

    /// <summary>Engines of the default version that <c>slipway host</c> keeps ready.</summary>
    public int PoolSize { get; set; } = 2;

    /// <summary>True: programs for the 32-bit processors of old run in engines too, and so may make sockets of every family, such as those to a hypervisor.</summary>
    public bool Allow32BitPrograms { get; set; }

    /// <summary>True: packet sockets have rings, as tcpdump wants them: memory of the host that counts for no engine.</summary>
    public bool AllowPacketRings { get; set; }

    /// <summary>True: where the state folder lies on the machine's own btrfs, its simple quotas are turned on to limit engines' disks. Kernels before 6.7 cannot mount it for writing then.</summary>
    public bool EnableQuotas { get; set; }

    public EngineNetworkSettings Network { get; set; } = new();

    public EngineRegistrySettings Registries { get; set; } = new();

    public LayerCacheSettings LayerCaches { get; set; } = new();

    /// <summary>How long an engine may take from start to its first answer.</summary>
    public int StartTimeoutSeconds { get; set; } = 60;

    /// <summary>How many engines start at once; further ones wait. Two per core where it is not set.</summary>
    public int? StartsAtOnce { get; set; }
}
