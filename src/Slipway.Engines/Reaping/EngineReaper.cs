using System.Collections.Concurrent;
using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Running;

namespace Slipway.Engines.Reaping;

/// <summary>Removes every engine of the instance that nobody holds any more, found by whatever of it is left anywhere, and layer caches past their time.</summary>
internal sealed class EngineReaper(EngineParts parts, EngineEnding ending)
{
    private const int AtOnce = 4;

    /// <summary>Reaps once; the ids of what was removed. Waits for the endings that other processes have begun.</summary>
    /// <param name="report">Gets a line for each that could not be removed.</param>
    /// <param name="cancellationToken">Ends the reaping.</param>
    public async Task<IReadOnlyList<string>> ReapAsync(Action<string> report, CancellationToken cancellationToken)
    {
        var removed = new ConcurrentBag<string>();
        var dead = (await TracesAsync(cancellationToken)).Where(text => EngineId.TryParse(text, out _) && !IsHeld(text));
        await Parallel.ForEachAsync(dead, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (text, token) =>
        {
            try
            {
                if (EngineId.TryParse(text, out var id) && await ending.EndAsync(id, token))
                {
                    removed.Add(text);
                }
            }
            catch (EngineException failure)
            {
                report(failure.Message);
            }
        });
        await parts.Storage.EvictAsync(cancellationToken);
        await parts.TidyAsync(cancellationToken);
        return [.. removed.Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a folder or a slot belongs to an engine that nobody holds: a quick look, not at everything.</summary>
    public bool SeesDead() => parts.Claims.List().Keys.Select(id => id.Value).Union(parts.Records.Folders()).Any(id => !IsHeld(id));

    private bool IsHeld(string id)
    {
        if (parts.Records.Find(id) is { } record)
        {
            return record.State is not (EngineState.Released or EngineState.Retiring) && record.Owner.IsAlive && (record.State != EngineState.Starting || record.Maker.IsAlive);
        }
        // Without a record yet, its maker is at work, or died before it wrote one.
        return EngineId.TryParse(id, out var engine) && parts.Claims.List().TryGetValue(engine, out var maker) && maker.IsAlive;
    }

    private async Task<IEnumerable<string>> TracesAsync(CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        found.UnionWith(parts.Claims.List().Keys.Select(id => id.Value));
        found.UnionWith(parts.Records.Folders());
        found.UnionWith(parts.Runtime.List());
        found.UnionWith(parts.Hierarchies.Engines(parts.Names.CgroupRoot));
        found.UnionWith(Links());
        found.UnionWith(await parts.Network.EnginesAsync(cancellationToken));
        found.UnionWith(await parts.Storage.ListAsync(cancellationToken));
        return found;
    }

    private IEnumerable<string> Links() =>
        Directory.GetFileSystemEntries("/sys/class/net").Select(path => Path.GetFileName(path))
            .Where(name => name.StartsWith(parts.Names.InterfacePrefix, StringComparison.Ordinal))
            .Select(name => name[parts.Names.InterfacePrefix.Length..]);
}
