using Slipway.Engines.Settings;

namespace Slipway.Engines.Btrfs;

/// <summary>Where everything on disk lies; all of an engine's places follow from its id.</summary>
internal sealed record StoragePaths(EngineSettings Settings)
{
    /// <summary>The btrfs file system in a file, where the state folder is on another file system.</summary>
    public string VolumeFile => Path.Combine(Settings.StateFolder, "storage.btrfs");

    /// <summary>A btrfs folder that only root may enter: what lies there belongs to ids as they are inside engines.</summary>
    public string Volume => Path.Combine(Settings.StateFolder, "storage");

    public string VolumeLock => Path.Combine(Settings.StateFolder, ".storage.lock");

    public string Images => Path.Combine(Volume, "images");

    public string Heads => Path.Combine(Volume, "heads");

    public string Engines => Path.Combine(Volume, "engines", Settings.Instance);

    public string Mounts => Path.Combine(Settings.RunFolder, "disks");

    public string Engine(string engineId) => Path.Combine(Engines, engineId);

    public string EngineRoot(string engineId) => Path.Combine(Engine(engineId), "root");

    public string EngineData(string engineId) => Path.Combine(Engine(engineId), "data");

    /// <summary>The engine's layers on their way to become a head.</summary>
    public string EngineHead(string engineId) => Path.Combine(Engine(engineId), "head");

    public string EngineRecord(string engineId) => Path.Combine(Engine(engineId), "disk.json");

    public string MountFolder(string engineId) => Path.Combine(Mounts, engineId);

    public string MountedRoot(string engineId) => Path.Combine(MountFolder(engineId), "root");

    public string MountedImage(string engineId) => Path.Combine(MountFolder(engineId), "image");

    public string MountedData(string engineId) => Path.Combine(MountFolder(engineId), "data");
}
