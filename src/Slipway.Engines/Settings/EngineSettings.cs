namespace Slipway.Engines.Settings;

/// <summary>The administrator's settings for engines: /etc/slipway/engines.json, over it the environment (SLIPWAY_STATE, SLIPWAY_RUN, SLIPWAY_INSTANCE).</summary>
public sealed record EngineSettings
{
    /// <summary>Names this installation on its machine; table, control groups, interfaces, id ranges and addresses derive from it.</summary>
    public string Instance { get; init; } = "slipway";

    /// <summary>What lasts: images, engines' disks, layer cache heads.</summary>
    public string StateFolder { get; init; } = "/var/lib/slipway";

    /// <summary>What dies with the machine: sandboxes, sockets, mounts.</summary>
    public string RunFolder { get; init; } = "/run/slipway";

    /// <summary>Where engine images take Debian's packages from; the security archive lies beside it, with <c>-security</c> at the end.</summary>
    public string DebianMirror { get; init; } = "http://deb.debian.org/debian";
}
