using Slipway.Engines.Leases;

namespace Slipway.Engines.Hosting;

/// <summary>What a client asks of the daemon: one line of JSON. Exactly one member is present.</summary>
public sealed record HostRequest
{
    /// <summary>Lease an engine. It lives until it is released or its owner's process ends; the connection does not matter.</summary>
    public EngineRequest? Lease { get; init; }

    /// <summary>The id of a leased engine that shall live on when its owner's process ends.</summary>
    public string? Leave { get; init; }

    public ReleaseRequest? Release { get; init; }

    /// <summary>True: all engines' records.</summary>
    public bool List { get; init; }

    /// <summary>True: remove what dead owners left.</summary>
    public bool Reap { get; init; }
}

/// <summary>End a lease; <paramref name="Succeeded"/> lets its layers be kept.</summary>
public sealed record ReleaseRequest(string Id, bool Succeeded);
