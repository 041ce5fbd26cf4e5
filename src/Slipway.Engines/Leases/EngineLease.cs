using Slipway.Linux.Netlink;

namespace Slipway.Engines.Leases;

/// <summary>A job's hold on one engine. Disposing releases it as failed, unless <see cref="ReleaseAsync"/> was called before.</summary>
public abstract class EngineLease : IAsyncDisposable
{
    public required string Id { get; init; }

    /// <summary>The dockerd's own version, such as <c>28.5.2</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The engine's address on its own network.</summary>
    public required string Address { get; init; }

    /// <summary>The value of DOCKER_HOST, such as <c>tcp://10.220.0.2:2376</c>.</summary>
    public string DockerHost => $"tcp://{Address}:2376";

    public required EngineCertificates Certificates { get; init; }

    public required EngineSsh Ssh { get; init; }

    /// <summary>True: the engine came from the pool.</summary>
    public required bool Warm { get; init; }

    /// <summary>True: the data root is a snapshot of a layer cache head.</summary>
    public required bool LayerCacheHit { get; init; }

    /// <summary>What the job's log should say: an unknown version and the nearest one taken, a corrupt head and so on.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Returns when the job is rid of the engine; the removal goes on behind it.</summary>
    /// <param name="succeeded">True lets the data root become the new head of the layer cache, if the lease has one.</param>
    /// <param name="cleanupToken">Its own deadline; not the token of the work.</param>
    public abstract Task ReleaseAsync(bool succeeded, CancellationToken cleanupToken);

    /// <summary>The first process of its sandbox, by its number on the machine that has it.</summary>
    public required int Process { get; init; }

    /// <summary>The way to what listens on the engine's own localhost, from this process. The caller disposes it.</summary>
    /// <exception cref="IOException">This process may not enter, or the engine is gone or another machine's.</exception>
    public abstract EngineLocalhost OpenLocalhost();

    /// <summary>The network in which the engine's localhost is. The caller disposes it.</summary>
    /// <exception cref="IOException">This process may not enter, or the engine is gone or another machine's.</exception>
    public NetworkNamespace OpenNetwork() => NetworkNamespace.Of(Process, Id);

    /// <summary>Gives the engine to another process of this host, with which it ends; disposing the lease does not end it any more.</summary>
    public abstract Task LeaveAsync(int ownerProcess, CancellationToken cancellationToken);

    /// <summary>Releases the engine as failed unless it is released already.</summary>
    public abstract ValueTask DisposeAsync();
}
