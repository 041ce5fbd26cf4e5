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
        using var places = new SemaphoreSlim(AtOnce);
        var traces = await TracesAsync(cancellationToken);
        // A first look, so that nothing waits for what somebody holds.
        var ended = await Task.WhenAll(Engines(traces).Where(id => !ending.IsHeld(id)).Select(id => TryEndAsync(id, places, report, cancellationToken)));
        await SweepAsync(report, cancellationToken);
        await RestoreRulesAsync(report, cancellationToken);
        await parts.TidyAsync(cancellationToken);
        return [.. ended.OfType<string>().Order(StringComparer.Ordinal)];
    }

    /// <returns>Null: somebody holds it by now, another process has ended it, or it could not be ended.</returns>
    private async Task<string?> TryEndAsync(EngineId id, SemaphoreSlim places, Action<string> report, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            return await ending.EndAsync(id, cancellationToken) ? id.Value : null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            report($"Engine {id}: {failure.Message}");
            return null;
        }
        finally
        {
            places.Release();
        }
    }

    private async Task SweepAsync(Action<string> report, CancellationToken cancellationToken)
    {
        try
        {
            await parts.Storage.SweepAsync(cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            report($"Old layer caches could not all be removed: {failure.Message}");
        }
    }

    /// <summary>Puts back what another program has removed of the rules while engines live.</summary>
    public async Task RestoreRulesAsync(Action<string> report, CancellationToken cancellationToken)
    {
        if (parts.Records.List().Any(record => record.State is EngineState.Idle or EngineState.Leased) && await parts.Network.MissingAsync(cancellationToken) is { Count: > 0 } missing)
        {
            await parts.Network.RestoreAsync(cancellationToken);
            report($"Something has removed rules that engines need; they are there again: {string.Join(", ", missing)}");
        }
    }

    /// <summary>Whether a folder or a slot belongs to an engine that nobody holds: a quick look, not at everything.</summary>
    public bool SeesDead() => parts.Claims.List().Keys.Union(Engines(parts.Records.Ids())).Any(id => !ending.IsHeld(id));

    /// <summary>Leaves out what is nothing of an engine.</summary>
    private static IEnumerable<EngineId> Engines(IEnumerable<string> traces) => traces.Select(EngineId.Find).OfType<EngineId>();

    private async Task<IEnumerable<string>> TracesAsync(CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        found.UnionWith(parts.Claims.List().Keys.Select(id => id.Value));
        found.UnionWith(parts.Records.Ids());
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
