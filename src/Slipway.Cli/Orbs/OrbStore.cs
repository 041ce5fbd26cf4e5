using Slipway.Cli.Exits;
using Slipway.Config.Orbs;

namespace Slipway.Cli.Orbs;

/// <summary>
/// Gives the compiler its orbs: mapped to a local path, else as locked, else cached, else from the network. A second run needs no network:
/// exact versions never change, and what others became is in the lock or, for a day, in the cache.
/// </summary>
internal sealed class OrbStore : IOrbSource, IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromDays(1);

    private readonly OrbSettings _settings;
    private readonly TimeProvider _clock;
    private readonly OrbCache _cache;
    private readonly OrbLockFile _lock;
    private readonly Lazy<OrbNetwork> _network;

    /// <exception cref="UsageException">The lock file cannot be understood.</exception>
    public OrbStore(OrbSettings settings, TimeProvider clock)
    {
        _settings = settings;
        _clock = clock;
        _cache = new OrbCache(settings.CacheFolder, clock);
        _lock = OrbLockFile.Open(settings.LockFile);
        _network = new Lazy<OrbNetwork>(() => new OrbNetwork(settings));
    }

    public async Task<OrbLookup> FindAsync(string reference, string localName, CancellationToken cancellationToken)
    {
        if (_settings.Mappings.Find(reference, localName) is { } path)
        {
            return LocalOrb.Read(path, _settings.Folder, _settings.Project);
        }

        var (parsed, problem) = OrbReference.Parse(reference);
        if (parsed is null)
        {
            return new OrbLookup.NotFound(problem!);
        }

        return _lock.Find(reference) is { } locked
            ? await FindLockedAsync(reference, locked, cancellationToken)
            : await FindNewestAsync(parsed, reference, cancellationToken);
    }

    /// <summary>Writes the lock file when something new was resolved.</summary>
    public void SaveLock() => _lock.Save();

    public void Dispose()
    {
        if (_network.IsValueCreated)
        {
            _network.Value.Dispose();
        }
    }

    private async Task<OrbLookup> FindLockedAsync(string reference, LockedOrb locked, CancellationToken cancellationToken)
    {
        if (_cache.Find(locked.Resolved) is { } cached && cached.Sha256 == locked.Sha256)
        {
            return Found(cached);
        }

        switch (await AskAsync(OrbReference.Parse(locked.Resolved).Reference, cancellationToken))
        {
            case OrbFetch.Found found:
                var stored = _cache.Store(locked.Resolved, found.Resolved, found.Source);
                return stored.Sha256 == locked.Sha256
                    ? Found(stored)
                    : new OrbLookup.NotFound(
                        $"{locked.Resolved} is not what {_settings.LockFile} locks: its hash differs",
                        $"Remove the entry '{reference}' from the lock file if the change is intended.");
            case OrbFetch.Missing missing:
                return new OrbLookup.NotFound(missing.Reason, WayOut(reference));
            case OrbFetch.Failed failed:
                return new OrbLookup.Unreachable(failed.Reason, WayOut(reference));
            case var other:
                throw new InvalidOperationException($"No such outcome: {other}");
        }
    }

    private async Task<OrbLookup> FindNewestAsync(OrbReference parsed, string reference, CancellationToken cancellationToken)
    {
        var cached = _cache.Find(reference);
        if (cached is not null && (parsed is OrbReference.Registry { Version: OrbVersion.Exact } || _clock.GetUtcNow() - cached.FetchedAt < Freshness))
        {
            return Locked(reference, cached);
        }

        switch (await AskAsync(parsed, cancellationToken))
        {
            case OrbFetch.Found found:
                return Locked(reference, _cache.Store(reference, found.Resolved, found.Source));
            case OrbFetch.Missing missing:
                return new OrbLookup.NotFound(missing.Reason, WayOut(reference));
            case OrbFetch.Failed failed:
                return cached is not null ? Locked(reference, cached) : new OrbLookup.Unreachable(failed.Reason, WayOut(reference));
            case var other:
                throw new InvalidOperationException($"No such outcome: {other}");
        }
    }

    private async Task<OrbFetch> AskAsync(OrbReference? reference, CancellationToken cancellationToken)
    {
        if (reference is null)
        {
            return new OrbFetch.Missing($"{_settings.LockFile} names something that is no orb");
        }

        return _settings.IsOffline ? new OrbFetch.Failed("it is not cached, and --offline forbids the network") : await _network.Value.FetchAsync(reference, cancellationToken);
    }

    private OrbLookup.Found Locked(string reference, CachedOrb orb)
    {
        _lock.Add(reference, new LockedOrb(orb.Resolved, orb.Sha256));
        return Found(orb);
    }

    private static OrbLookup.Found Found(CachedOrb orb) => new(orb.Resolved, "orb " + orb.Resolved, orb.Content);

    private static string WayOut(string reference)
    {
        var name = reference.Contains("://", StringComparison.Ordinal) ? reference : reference.Split('@')[0];
        return $"Give a local copy with --orb {name}=PATH (a packed file, or the folder of its source), or try again with a network.";
    }
}
