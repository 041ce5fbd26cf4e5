using System.Text.Json;
using Slipway.Engines.Btrfs;
using Slipway.Engines.Identity;
using Slipway.Engines.Images;
using Slipway.Engines.LayerCaches;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;

namespace Slipway.Engines.Storage;

/// <summary>
/// Everything of engines that lies on disk: two snapshots on btrfs each, behind idmapped mounts, limited together by one quota group. Safe for any number of callers
/// at once, also from several processes: an engine's id is its only name, and finds what another process made.
/// </summary>
public sealed class BtrfsEngineStorage : IDisposable
{
    private readonly StoragePaths _paths;
    private readonly BtrfsVolume _volume;
    private readonly LayerCacheStore _layerCaches;
    private readonly EngineImageStore _images;
    private readonly string _mirror;

    public BtrfsEngineStorage(EngineSettings settings, TimeProvider clock)
    {
        _paths = new StoragePaths(settings);
        _volume = new BtrfsVolume(_paths);
        _layerCaches = new LayerCacheStore(_paths.Heads, LayerCacheLimits.Of(settings), clock, () => _volume.Bills);
        _mirror = settings.DebianMirror;
        _images = new EngineImageStore(_paths.Images, clock);
    }

    /// <summary>Picks the image for an engine, or for a machine. A missing one is made, which takes a minute or some.</summary>
    /// <param name="cancellationToken">Covers the making too: nothing half-made is left.</param>
    /// <exception cref="InfrastructureException">No image is there and none can be made; the message says why and the way out.</exception>
    public async Task<EngineImageChoice> ChooseAsync(EngineRequest request, Action<string> onProgress, CancellationToken cancellationToken)
    {
        await _volume.EnsureAsync(cancellationToken);
        return request.Machine is { } machine
            ? await _images.ChooseMachineAsync(machine, _mirror, onProgress, cancellationToken)
            : await _images.ChooseAsync(request.Version, _mirror, onProgress, cancellationToken);
    }

    /// <summary>Whether an image of exactly this name is there: a version, or a machine image.</summary>
    public async Task<bool> HasImageAsync(string name, CancellationToken cancellationToken)
    {
        await _volume.EnsureAsync(cancellationToken);
        return _images.RootOf(name) is not null;
    }

    /// <summary>Makes what there is to be seen; where nothing was made yet, nothing is.</summary>
    /// <exception cref="InfrastructureException">There is a storage, and it cannot be mounted: says why and the way out.</exception>
    public Task OpenAsync(CancellationToken cancellationToken) => _volume.TryOpenAsync(cancellationToken);

    /// <summary>Makes an engine's root and data root (two snapshots and their idmapped mounts). On failure nothing is left.</summary>
    /// <exception cref="InfrastructureException">No image, no space, no btrfs: says which and the way out.</exception>
    public async Task<EngineDisk> PrepareAsync(EngineDiskRequest request, CancellationToken cancellationToken)
    {
        await _volume.EnsureAsync(cancellationToken);
        _volume.RequireSpace();
        var image = _images.RootOf(request.Image.Image) ?? throw new InfrastructureException($"There is no engine image '{request.Image.Image}': `slipway image ls` lists those there are.");
        try
        {
            return await PrepareAsync(request, image, cancellationToken);
        }
        catch (Exception failure)
        {
            await DiscardAsync(request.EngineId, CancellationToken.None);
            if (failure is IOException or UnauthorizedAccessException)
            {
                throw new InfrastructureException($"The disk of engine {request.EngineId} cannot be made: {failure.Message}. `slipway doctor` says what this machine lacks.", failure);
            }

            throw;
        }
    }

    /// <summary>The layer cache head that an engine of a version would start on now; null: none is there.</summary>
    public async Task<string?> FindHeadAsync(LayerCacheKey key, string version, CancellationToken cancellationToken)
    {
        await _volume.EnsureAsync(cancellationToken);
        return _layerCaches.Find(key, MajorOf(version));
    }

    /// <summary>Changes how much the engine's root and data root together may hold, also while it runs.</summary>
    public async Task LimitAsync(string engineId, long diskBytes, CancellationToken cancellationToken)
    {
        await _volume.EnsureAsync(cancellationToken);
        if (_volume.LimitsDisks)
        {
            _volume.Quota.Limit(BtrfsQuota.GroupOf(engineId), diskBytes);
        }
    }

    /// <summary>Takes the two idmapped mounts away from the host; the running sandbox keeps its own copies. Harmless when they are gone.</summary>
    public void Unmount(string engineId)
    {
        IdMappedMount.Remove(_paths.MountedImage(engineId));
        IdMappedMount.Remove(_paths.MountedRoot(engineId));
        IdMappedMount.Remove(_paths.MountedData(engineId));
        if (Directory.Exists(_paths.MountFolder(engineId)))
        {
            Directory.Delete(_paths.MountFolder(engineId), recursive: true);
        }
    }

    /// <summary>
    /// Makes the data root of a stopped, scrubbed engine the new head of the layer cache it was prepared for, atomically.
    /// The engine still has to be discarded.
    /// </summary>
    public async Task<LayerCacheCommit> CommitAsync(string engineId, CancellationToken cleanupToken)
    {
        await _volume.EnsureAsync(cleanupToken);
        if (ReadRecord(engineId) is not { LayerCache: { } key } record || !BtrfsSubvolume.Exists(_paths.EngineData(engineId)))
        {
            return new LayerCacheCommit(false, "This engine has no layer cache.");
        }

        var kept = new LayersToKeep(_paths.EngineRoot(engineId), _paths.EngineData(engineId), _paths.EngineHead(engineId), record.Parent, record.Writers ?? []);
        return await _layerCaches.CommitAsync(key, MajorOf(record.Docker ?? record.Image), kept, cleanupToken);
    }

    /// <summary>Removes a layer cache head because no dockerd starts on it. Another scope's head stays: that scope finds it out itself.</summary>
    /// <returns>False: it stays, or is gone already.</returns>
    public async Task<bool> RejectHeadAsync(string head, LayerCacheKey key, CancellationToken cleanupToken)
    {
        await _volume.EnsureAsync(cleanupToken);
        return await _layerCaches.RejectAsync(head, key, cleanupToken);
    }

    /// <summary>Removes the layer cache heads that nobody has used for long or that are too much, and what interrupted commits and makings of images left.</summary>
    public async Task SweepAsync(CancellationToken cleanupToken)
    {
        if (await _volume.TryOpenAsync(cleanupToken))
        {
            await _layerCaches.EvictAsync(cleanupToken);
            _images.Sweep();
        }
    }

    /// <summary>Removes mounts, snapshots and quota of an engine whose sandbox is gone. Harmless for unknown and half-made engines.</summary>
    public async Task DiscardAsync(string engineId, CancellationToken cleanupToken)
    {
        Unmount(engineId);
        if (!await _volume.TryOpenAsync(cleanupToken))
        {
            return;
        }

        var group = BtrfsQuota.GroupOf(engineId);
        foreach (var subvolume in (string[])[_paths.EngineData(engineId), _paths.EngineRoot(engineId)])
        {
            DeleteSubvolume(subvolume, group);
        }

        LayerCacheStore.Remove(_paths.EngineHead(engineId));
        if (Directory.Exists(_paths.Engine(engineId)))
        {
            Directory.Delete(_paths.Engine(engineId), recursive: true);
        }

        if (_volume.LimitsDisks)
        {
            _volume.Quota.TryRemoveGroup(group);
        }
    }

    /// <summary>The ids of all engines of this instance that have anything on disk or mounted, half-made ones too.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        await _volume.TryOpenAsync(cancellationToken);
        return [.. new[] { _paths.Engines, _paths.Mounts }
            .SelectMany(Folders.In)
            .Distinct()
            .Order(StringComparer.Ordinal)];
    }

    public void Dispose() => _volume.Dispose();

    private async Task<EngineDisk> PrepareAsync(EngineDiskRequest request, string image, CancellationToken cancellationToken)
    {
        var id = request.EngineId;
        ulong? group = null;
        if (_volume.LimitsDisks)
        {
            group = BtrfsQuota.GroupOf(id);
            _volume.Quota.CreateGroup(group.Value);
            _volume.Quota.Limit(group.Value, request.DiskBytes);
        }

        Directory.CreateDirectory(_paths.Engine(id));
        BtrfsSubvolume.Snapshot(image, _paths.EngineRoot(id), quotaGroup: group);
        LayerCacheHead? head = null;
        string? warning = null;
        if (request is { LayerCache: { } key, StartEmpty: false })
        {
            (head, warning) = await _layerCaches.CopyAsync(key, MajorOf(request.Image.Version), _paths.EngineData(id), group, cancellationToken);
        }

        if (head is null)
        {
            BtrfsSubvolume.Create(_paths.EngineData(id), group);
        }

        var record = new DiskRecord(request.Image.Image, request.LayerCache, head?.Id, head?.Writers, request.Image.Version);
        await File.WriteAllTextAsync(_paths.EngineRecord(id), JsonSerializer.Serialize(record, DiskRecordJson.Default.DiskRecord), cancellationToken);
        Mount(id, image, request.Ids);
        return new EngineDisk(
            _paths.MountedRoot(id), _paths.EngineRoot(id), _paths.MountedImage(id), _paths.MountedData(id), _paths.EngineData(id), head?.Id, [.. ((string?[])[warning, _volume.WhyUnlimited]).OfType<string>()]);
    }

    /// <summary>The runtime enters these folders as the engine's root, who is nobody here: they are open to be walked through.</summary>
    private void Mount(string engineId, string image, UserNamespace map)
    {
        Directory.CreateDirectory(_paths.MountedImage(engineId), FileModes.PassableFolder);
        Directory.CreateDirectory(_paths.MountedRoot(engineId), FileModes.PassableFolder);
        Directory.CreateDirectory(_paths.MountedData(engineId), FileModes.PassableFolder);
        IdMappedMount.AttachReadOnly(image, _paths.MountedImage(engineId));
        IdMappedMount.Attach(_paths.EngineRoot(engineId), _paths.MountedRoot(engineId), map);
        IdMappedMount.Attach(_paths.EngineData(engineId), _paths.MountedData(engineId), map);
    }

    /// <summary>Out of the group first: what a head shares with a dead engine stays billed to that engine's number.</summary>
    private void DeleteSubvolume(string path, ulong group)
    {
        foreach (var number in BtrfsSubvolume.Delete(path))
        {
            if (_volume.LimitsDisks)
            {
                _volume.Quota.Leave(group, number);
            }
        }
    }

    private DiskRecord? ReadRecord(string engineId)
    {
        var path = _paths.EngineRecord(engineId);
        return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), DiskRecordJson.Default.DiskRecord) : null;
    }

    private static string MajorOf(string version) => version.Split('.')[0];
}
