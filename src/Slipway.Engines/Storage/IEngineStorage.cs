using Slipway.Engines.Failures;
using Slipway.Engines.Images;
using Slipway.Engines.LayerCaches;
using Slipway.Engines.Leases;

namespace Slipway.Engines.Storage;

/// <summary>
/// Everything of an engine that lies on disk, with its idmapped mounts; what runs is not its affair. Safe for any number of
/// callers at once, also from several processes. An engine's id is its only name: every call after
/// <see cref="PrepareAsync"/> finds what belongs to it by the id alone, also when another process made it.
/// </summary>
public interface IEngineStorage
{
    /// <summary>Picks the image for a version as CircleCI's <c>version</c> key writes it; null means the default. A missing one is made, which takes a minute.</summary>
    /// <param name="cancellationToken">Covers the making too: nothing half-made is left.</param>
    /// <exception cref="EngineException">No image is there and none can be made; the message says why and the way out.</exception>
    Task<EngineImageChoice> ChooseAsync(string? version, Action<string> onProgress, CancellationToken cancellationToken);

    /// <summary>Whether the image of exactly this version is there.</summary>
    Task<bool> HasImageAsync(string version, CancellationToken cancellationToken);

    /// <summary>Makes an engine's root and data root (two snapshots and their idmapped mounts). On failure nothing is left.</summary>
    /// <exception cref="EngineException">No image, no space, no btrfs: says which and the way out.</exception>
    Task<EngineDisk> PrepareAsync(EngineDiskRequest request, CancellationToken cancellationToken);

    /// <summary>The layer cache head that an engine of an image would start on now; null: none is there.</summary>
    Task<string?> FindHeadAsync(LayerCacheKey key, string image, CancellationToken cancellationToken);

    /// <summary>Changes how much the engine's root and data root together may hold, also while it runs.</summary>
    Task LimitAsync(string engineId, long diskBytes, CancellationToken cancellationToken);

    /// <summary>Takes the two idmapped mounts away from the host; the running sandbox keeps its own copies. Harmless when they are gone.</summary>
    void Unmount(string engineId);

    /// <summary>
    /// Makes the data root of a stopped, scrubbed engine the new head of the layer cache it was prepared for, atomically.
    /// The engine still has to be discarded.
    /// </summary>
    Task<LayerCacheCommit> CommitAsync(string engineId, CancellationToken cleanupToken);

    /// <summary>Removes a layer cache head because no dockerd starts on it. Another scope's head stays: that scope finds it out itself.</summary>
    /// <returns>False: it stays, or is gone already.</returns>
    Task<bool> RejectHeadAsync(string head, LayerCacheKey key, CancellationToken cleanupToken);

    /// <summary>Removes the layer cache heads that nobody has used for long or that are too much, and what interrupted commits and makings of images left.</summary>
    Task SweepAsync(CancellationToken cleanupToken);

    /// <summary>Removes mounts, snapshots and quota of an engine whose sandbox is gone. Harmless for unknown and half-made engines.</summary>
    Task DiscardAsync(string engineId, CancellationToken cleanupToken);

    /// <summary>The ids of all engines of this instance that have anything on disk or mounted, half-made ones too.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);
}
