using System.Collections.Concurrent;
using System.Text.Json;
using Slipway.Cli.Exits;
using Slipway.Config.Orbs;

namespace Slipway.Cli.Orbs;

/// <summary>The lock beside a config: read once, written when it learnt of an orb. Entries are added from several tasks at once.</summary>
internal sealed class OrbLockFile
{
    private readonly string? _path;
    private readonly ConcurrentDictionary<string, LockedOrb> _orbs;
    private volatile bool _isChanged;

    private OrbLockFile(string? path, OrbLock read)
    {
        _path = path;
        _orbs = new ConcurrentDictionary<string, LockedOrb>(read.Orbs, StringComparer.Ordinal);
    }

    /// <param name="path">Null means that nothing is locked and nothing is written.</param>
    /// <exception cref="UsageException">The file is there but cannot be understood.</exception>
    public static OrbLockFile Open(string? path)
    {
        if (path is null || !File.Exists(path))
        {
            return new OrbLockFile(path, new OrbLock());
        }

        try
        {
            return new OrbLockFile(path, OrbLock.Read(File.ReadAllText(path)));
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read as a lock of orbs: {failure.Message}; remove it to have it made again", failure);
        }
    }

    public LockedOrb? Find(string reference) => _orbs.GetValueOrDefault(reference);

    public void Add(string reference, LockedOrb orb)
    {
        if (_path is not null && !orb.Equals(Find(reference)))
        {
            _orbs[reference] = orb;
            _isChanged = true;
        }
    }

    /// <summary>Writes what is new; nothing when there is nothing new or the folder is read-only.</summary>
    public void Save()
    {
        if (_path is null || !_isChanged)
        {
            return;
        }

        var sorted = new SortedDictionary<string, LockedOrb>(_orbs, StringComparer.Ordinal);
        var half = $"{_path}.{Path.GetRandomFileName()}";
        try
        {
            File.WriteAllText(half, OrbLock.Write(new OrbLock { Orbs = sorted }));
            File.Move(half, _path, overwrite: true);
            _isChanged = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A checkout that cannot be written to: the cache still spares the network.
        }
    }
}
