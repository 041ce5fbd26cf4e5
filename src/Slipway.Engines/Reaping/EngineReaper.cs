using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Reaping;

/// <summary>Removes every engine of the instance that nobody holds any more, found by whatever of it is left anywhere, and layer caches past their time.</summary>
internal sealed class EngineReaper(EngineHostServices services, EngineTeardown teardown)
{
    private const int AtOnce = 4;

    /// <summary>Reaps once; the ids of what was removed. Waits for the removals that other processes have begun.</summary>
    /// <param name="report">Gets a line for each that could not be removed.</param>
    public async Task<IReadOnlyList<string>> ReapAsync(Action<string> report, CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(AtOnce);
        var traces = await TracesAsync(cancellationToken);
        // A first look, so that nothing waits for what somebody holds.
        var removed = await Task.WhenAll(Engines(traces).Where(id => !teardown.IsHeld(id)).Select(id => TryRemoveAsync(id, places, report, cancellationToken)));
        await SweepAsync(report, cancellationToken);
        await RestoreRulesAsync(report, cancellationToken);
        await services.TidyAsync(cancellationToken);
        return [.. removed.OfType<string>().Order(StringComparer.Ordinal)];
    }

    /// <returns>Null: somebody holds it by now, another process has removed it, or it could not be removed.</returns>
    private async Task<string?> TryRemoveAsync(EngineId id, SemaphoreSlim places, Action<string> report, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            var isGone = false;
            if (await WorldFailure.FindAsync(async () => isGone = await teardown.RemoveAsync(id, cancellationToken), cancellationToken) is { } failure)
            {
                report($"Engine {id}: {failure.Message}");
            }
            return isGone ? id.Value : null;
        }
        finally
        {
            places.Release();
        }
    }

    private async Task SweepAsync(Action<string> report, CancellationToken cancellationToken)
    {
        if (await WorldFailure.FindAsync(() => services.Storage.SweepAsync(cancellationToken), cancellationToken) is { } failure)
        {
            report($"Old layer caches could not all be removed: {failure.Message}");
        }
    }

    /// <summary>Puts back what another program has removed of the rules while engines live.</summary>
    public async Task RestoreRulesAsync(Action<string> report, CancellationToken cancellationToken)
    {
        if (services.Records.List().Any(record => record.State is EngineState.Idle or EngineState.Leased) && await services.Network.MissingAsync(cancellationToken) is { Count: > 0 } missing)
        {
            await services.Network.RestoreAsync(cancellationToken);
            report($"Something has removed rules that engines need; they are there again: {string.Join(", ", missing)}");
        }
    }

    /// <summary>Whether a folder or a slot belongs to an engine that nobody holds: a quick look, not at everything.</summary>
    public bool SeesDead() => services.Claims.List().Keys.Union(Engines(services.Records.Ids())).Any(id => !teardown.IsHeld(id));

    /// <summary>Leaves out what is nothing of an engine.</summary>
    private static IEnumerable<EngineId> Engines(IEnumerable<string> traces) => traces.Select(EngineId.Find).OfType<EngineId>();

    private async Task<IEnumerable<string>> TracesAsync(CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        found.UnionWith(services.Claims.List().Keys.Select(id => id.Value));
        found.UnionWith(services.Records.Ids());
        found.UnionWith(services.Runtime.List());
        found.UnionWith(services.Hierarchies.Below(services.Names.CgroupRoot));
        found.UnionWith(Links());
        found.UnionWith(await services.Network.EnginesAsync(cancellationToken));
        found.UnionWith(await services.Storage.ListAsync(cancellationToken));
        return found;
    }

    private IEnumerable<string> Links() =>
        Directory.GetFileSystemEntries("/sys/class/net").Select(path => Path.GetFileName(path))
            .Where(name => name.StartsWith(services.Names.InterfacePrefix, StringComparison.Ordinal))
            .Select(name => name[services.Names.InterfacePrefix.Length..]);
}
