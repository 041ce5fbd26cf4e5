namespace Slipway.Engines.Settings;

/// <summary>What the administrator says about engines' networks.</summary>
public sealed record EngineNetworkSettings
{
    /// <summary>Engines' addresses, a network of at least /19 in CIDR form; null: one that collides with no route of the host.</summary>
    public string? AddressPool { get; set; }

    /// <summary>Private places engines may reach all the same: <c>10.1.2.3:5000</c>, <c>10.1.0.0/16:443</c>, or without a port for all TCP and UDP ports.</summary>
    public IReadOnlyList<string> AllowedEgress { get; set; } = [];

    /// <summary>Lines for the engines' /etc/hosts, each <c>name:address</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; set; } = [];

    /// <summary>Resolvers for engines; empty: the host's own.</summary>
    public IReadOnlyList<string> Dns { get; set; } = [];

    /// <summary>MTU throughout; null: the uplink's.</summary>
    public int? Mtu { get; set; }

    /// <summary>Connections an engine may have open through the host at once.</summary>
    public int MaxConnections { get; set; } = 16_384;
}
