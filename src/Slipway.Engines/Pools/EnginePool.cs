using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;

namespace Slipway.Engines.Pools;

/// <summary>
/// Engines that are made ahead of need: of the default version, and on the layers of the caches leased last (<see cref="PoolPlan"/>). Each
/// is leased once; another is made behind the lease, and again when a job has left newer layers (<see cref="PoolFilling"/>). What starts by
/// itself on a job's layers is frozen until the lease.
/// </summary>
internal sealed class EnginePool : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private readonly EngineSupply _supply;
    private readonly EngineHostServices _services;
    private readonly SaidOnce _report;
    private readonly PoolPlan _plan;
    private readonly IdleEngines _idle;
    private readonly IdleCheck _check;
    private readonly PoolFilling _filling;
    private bool _isRunning;

    public EnginePool(EngineSupply supply, EngineHostServices services, SaidOnce report)
    {
        _supply = supply;
        _services = services;
        _report = report;
        _plan = new PoolPlan(services.Settings.PoolSize);
        _idle = new IdleEngines();
        _check = new IdleCheck(services);
        _filling = new PoolFilling(supply, services, _plan, _idle, _check, report);
    }

    /// <summary>The engines that can be taken now.</summary>
    public IReadOnlyList<PooledEngine> Idle => _idle.All;

    /// <summary>Keeps the pool full until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        _isRunning = true;
        return _filling.RunAsync(cancellationToken);
    }

    /// <summary>Looks soon whether the pool still has what is expected of it, such as after a job has left newer layers.</summary>
    public void Look()
    {
        if (_isRunning)
        {
            _filling.Look();
        }
    }

    /// <summary>Takes a warm engine out of the pool; null: none fits. Another is made when somebody <see cref="Look">looks</see>, so that the lease does not wait for it.</summary>
    public async Task<EngineRecord?> TakeAsync(EngineRequest request, Action<string> onProgress, CancellationToken cancellationToken)
    {
        if (Idle.All(idle => idle.Place.LayerCache != request.LayerCache || idle.Place.Machine is null != request.Machine is null))
        {
            return null;
        }
        var choice = request is { Version: null, LayerCache: null, Machine: null } ? null : await _services.Storage.ChooseAsync(request, onProgress, cancellationToken);
        var machine = request.Machine is null ? null : choice!.Image;
        while (_idle.Take(idle => idle.Place.LayerCache == request.LayerCache && idle.Place.Machine == machine && (choice is null || idle.Engine.Version == choice.Version)) is { } next)
        {
            if (await IsFitAsync(next, cancellationToken))
            {
                return choice?.Warning is { } warning ? next.Engine with { Warnings = [warning, .. next.Engine.Warnings] } : next.Engine;
            }
            await _supply.ReleaseAsync(next.Engine);
        }
        return null;
    }

    /// <summary>Expects that a leased engine's layer cache, and a machine, is leased again.</summary>
    public void Expect(EngineRecord leased)
    {
        if (!_isRunning || leased is { LayerCache: null, Machine: null })
        {
            return;
        }
        var place = PlaceOf(leased);
        var held = _services.Records.List().Count(record => record.State == EngineState.Leased && PlaceOf(record) == place);
        _plan.Expect(place, Math.Max(1, held), _services.Time.GetUtcNow());
    }

    /// <summary>
    /// Puts a new engine in the place of one that has waited for a day, such as on a machine that nobody used: one a call, so that the others
    /// stay ready. A layer cache that nobody leased for a day is expected no more.
    /// </summary>
    public async Task RenewAsync()
    {
        var yesterday = _services.Time.GetUtcNow() - LongestWait;
        _plan.ForgetBefore(yesterday);
        if (_idle.Take(idle => idle.Engine.Created < yesterday) is { } old)
        {
            await _supply.ReleaseAsync(old.Engine);
        }
        Look();
    }

    public void Dispose() => _filling.Dispose();

    private static PoolPlace PlaceOf(EngineRecord record) => new(record.Version, record.LayerCache, record.Machine);

    /// <summary>Whether an engine has the newest layers, and still does what it did when it was made.</summary>
    private async Task<bool> IsFitAsync(PooledEngine idle, CancellationToken cancellationToken)
    {
        try
        {
            if (await _check.IsOutdatedAsync(idle, cancellationToken))
            {
                return false;
            }
            if (await _check.AnswersAsync(idle, cancellationToken))
            {
                return true;
            }
            _report.TellAlways($"Engine {idle.Engine.Id} of the pool does not answer any more; another is taken.");
            return false;
        }
        catch
        {
            await _supply.ReleaseAsync(idle.Engine);
            throw;
        }
    }
}
