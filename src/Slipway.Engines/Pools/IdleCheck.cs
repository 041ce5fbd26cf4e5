using Slipway.Engines.Api;
using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;

namespace Slipway.Engines.Pools;

/// <summary>Looks whether an engine that waits in the pool still is what a lease would get.</summary>
internal sealed class IdleCheck(EngineHostServices services)
{
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(30);

    /// <summary>The newest layers for a place; null: there are none.</summary>
    public async Task<string?> FindHeadAsync(PoolPlace place, CancellationToken cancellationToken) =>
        place is { Version: { } version, LayerCache: { } key } ? await services.Storage.FindHeadAsync(key, version, cancellationToken) : null;

    /// <summary>Whether an engine that is made now would start on other layers.</summary>
    public async Task<bool> IsOutdatedAsync(PooledEngine idle, CancellationToken cancellationToken) =>
        await FindHeadAsync(idle.Place, cancellationToken) != idle.Engine.Head;

    /// <summary>How long an engine is waited for: no less than it took to make it, since a slow machine is slow for answers too.</summary>
    internal static TimeSpan PatienceWith(TimeSpan making) => making < LeastPatience ? LeastPatience : making > MostPatience ? MostPatience : making;

    /// <summary>Thaws an engine, and waits for its answer as long as this machine may need.</summary>
    public async Task<bool> AnswersAsync(PooledEngine idle, CancellationToken cancellationToken)
    {
        var record = idle.Engine;
        if (!EngineId.TryParse(record.Id, out var id) || !services.SandboxOf(id).IsRunning)
        {
            return false;
        }
        services.SandboxOf(id).Thaw();
        using var api = new EngineApi(record.Address, record.Certificates, services.Time);
        using var late = new CancellationTokenSource(PatienceWith(idle.Making), services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await api.AnswersAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Why an engine cannot wait for a lease; null: it can, and what has started on its layers runs no more.</summary>
    /// <param name="head">The newest layers when its making began.</param>
    public async Task<string?> FindFaultAsync(EngineRecord made, PoolPlace place, string? head, CancellationToken cancellationToken)
    {
        if (made.Head != head && head == await FindHeadAsync(place, cancellationToken))
        {
            return made.Warnings.Count > 0 ? made.Warnings[0] : "they cannot be had";
        }
        return made.Head is null || (EngineId.TryParse(made.Id, out var id) && services.SandboxOf(id).TryFreeze())
            ? null
            : "this machine's control groups cannot freeze an engine until it is leased";
    }
}
