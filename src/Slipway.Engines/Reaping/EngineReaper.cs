using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Running;

namespace Slipway.Engines.Reaping;

/// <summary>Removes every engine of the instance that nobody holds any more, found by whatever of it is left anywhere.</summary>
public sealed class EngineReaper(EngineParts parts, EngineRemover remover)
{

    /// <summary>Reaps once; the ids of what was removed.</summary>
    /// <param name="spared">Engines whose removal is under way in this process.</param>
    /// <param name="report">Gets a line for each that could not be removed.</param>
    /// <param name="cancellationToken">Ends the reaping between engines.</param>
    public async Task<IReadOnlyList<string>> ReapAsync(IReadOnlySet<string> spared, Action<string> report, CancellationToken cancellationToken)
    {
        var removed = new List<string>();
        foreach (var text in await TracesAsync(cancellationToken))
        {
            if (spared.Contains(text) || !EngineId.TryParse(text, out var id) || IsHeld(text))
            {
                continue;
            }
            try
            {
                await remover.RemoveAsync(id, cancellationToken);
                removed.Add(text);
            }
            catch (EngineException failure)
            {
                report(failure.Message);
            }
        }
        return removed;
    }

    private bool IsHeld(string id)
    {
        if (parts.Records.Find(id) is { } record)
        {
            return record.State != EngineState.Released && record.Owner.IsAlive && (record.State != EngineState.Starting || record.Maker.IsAlive);
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
