using Slipway.Engines.Identity;
using Slipway.Engines.Images;
using Slipway.Engines.Leases;

namespace Slipway.Engines.Storage;

/// <summary>What an engine shall have on disk.</summary>
/// <param name="Image">The image.</param>
/// <param name="Ids">The engine's user namespace: what is stored shows in the engine's ids. It is needed until the disk is prepared.</param>
/// <param name="DiskBytes">What root and data root may hold together.</param>
/// <param name="LayerCache">Start the data root from this head; null: empty.</param>
/// <param name="StartEmpty">True: start empty, also where there is a head.</param>
public sealed record EngineDiskRequest(string EngineId, EngineImageChoice Image, UserNamespace Ids, long DiskBytes, LayerCacheKey? LayerCache, bool StartEmpty = false);

/// <summary>An engine's prepared root file system and data root.</summary>
/// <param name="Root">The root file system as an idmapped mount: what the sandbox is started on.</param>
/// <param name="RootFiles">The same files unshifted: owner 0 here is root in the engine. Written to before the engine starts, never later.</param>
/// <param name="Image">The image that the root is a snapshot of, read-only: a file used from here is in memory once for all engines.</param>
/// <param name="Data">The data root as an idmapped mount, bound to /var/lib/docker.</param>
/// <param name="DataFiles">The data root unshifted.</param>
/// <param name="Head">The layer cache head that the data root is a snapshot of; null: it began empty.</param>
/// <param name="Warnings">For the job's log: a corrupt head that was passed over, a limit that cannot be set and the like.</param>
public sealed record EngineDisk(string Root, string RootFiles, string Image, string Data, string DataFiles, string? Head, IReadOnlyList<string> Warnings)
{
    public bool LayerCacheHit => Head is not null;
}
