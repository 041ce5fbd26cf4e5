using System.Collections.Concurrent;
using System.Text;
using Slipway.Cli.Exits;
using Slipway.Cli.Repositories;
using Slipway.Config.Orbs;
using Slipway.Linux.Failures;

namespace Slipway.Cli.Orbs;

/// <summary>The lock beside a config: read once, written when it learnt of an orb. Entries are added from several tasks at once.</summary>
internal sealed class OrbLockFile
{
    private const int MostBytes = 4 << 20;

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
        if (path is null)
        {
            return new OrbLockFile(path, new OrbLock());
        }

        try
        {
            using var place = NamedPlace.TryOpenFolder(Path.GetDirectoryName(path)!, "/");
            var content = place?.Root.TryRead(Path.Combine(place.Path, Path.GetFileName(path)), MostBytes);
            return new OrbLockFile(path, content is null ? new OrbLock() : WorldFailure.OfFiles(() => OrbLock.Read(Encoding.UTF8.GetString(content))));
        }
        catch (IOException failure)
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
        try
        {
            using var place = NamedPlace.TryOpenFolder(Path.GetDirectoryName(_path)!, "/");
            place?.Root.Write(Path.Combine(place.Path, Path.GetFileName(_path)), Encoding.UTF8.GetBytes(OrbLock.Write(new OrbLock { Orbs = sorted })));
            _isChanged = false;
        }
        catch (IOException)
        {
            // A checkout that cannot be written to: the cache still spares the network.
        }
    }
}
