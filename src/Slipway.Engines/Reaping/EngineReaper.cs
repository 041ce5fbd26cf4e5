using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Linux.Failures;
using Slipway.Linux.Networks;
using Slipway.Linux.Reaping;

namespace Slipway.Engines.Reaping;

/// <summary>Removes every engine of the instance that nobody holds any more, found by whatever of it is left anywhere, and layer caches past their time.</summary>
internal sealed class EngineReaper(EngineHostServices services, EngineTeardown teardown)
{
    /// <summary>Reaps once; the ids of what was removed. Waits for the removals that other processes have begun.</summary>
    /// <param name="report">Gets a line for each that could not be removed.</param>
    public async Task<IReadOnlyList<string>> ReapAsync(Action<string> report, CancellationToken cancellationToken)
    {
        var reaped = await Leftovers.ReapAsync([Engines()], cancellationToken);
        foreach (var failure in reaped.Failed)
        {
            report(failure);
        }
        await SweepAsync(report, cancellationToken);
        await RestoreRulesAsync(report, cancellationToken);
        await services.TidyAsync(cancellationToken);
        Reaped.Refuse(reaped.Unseen);
        return [.. reaped.Removed.Select(engine => engine.Name)];
    }

    /// <summary>Each trace that there may be of an engine, by its id.</summary>
    private Leftovers Engines() => new(
        "engine",
        [
            Trace(() => services.Claims.List().Keys.Select(id => id.Value)),
            Trace(services.Records.Ids),
            Trace(services.Runtime.List),
            Trace(() => services.Hierarchies.Below(services.Names.CgroupRoot)),
            Trace(() => HostLink.Names(services.Names.InterfacePrefix).Select(name => name[services.Names.InterfacePrefix.Length..])),
            async token => await services.Network.EnginesAsync(token),
            async token => await services.Storage.ListAsync(token),
        ],
        // A first look, so that nothing waits for what somebody holds.
        async (name, token) => EngineId.Find(name) is { } id && !teardown.IsHeld(id) && await teardown.RemoveAsync(id, token));

    private static Func<CancellationToken, Task<IEnumerable<string>>> Trace(Func<IEnumerable<string>> ids) => _ => Task.FromResult(ids());

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
    public bool SeesDead() => services.Claims.List().Keys.Union(services.Records.Ids().Select(EngineId.Find).OfType<EngineId>()).Any(id => !teardown.IsHeld(id));
}
