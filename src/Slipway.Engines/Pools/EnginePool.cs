using Slipway.Engines.Api;
using Slipway.Engines.Hosting;
using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Running;

namespace Slipway.Engines.Pools;

/// <summary>
/// Engines that are made ahead of need: of the default version, and on the layers of the caches leased last (<see cref="PoolPlan"/>). Each
/// is leased once; another is made behind the lease, and again when a job has left newer layers. What starts by itself on a job's layers is
/// frozen until the lease.
/// </summary>
internal sealed class EnginePool(LocalEngineHost host, EngineParts parts, Action<string> report) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private readonly PoolPlan _plan = new(parts.Settings.PoolSize);
    private readonly List<PooledEngine> _idle = [];
    private readonly SemaphoreSlim _defaultsChanged = new(0);
    private readonly SemaphoreSlim _layerCachesChanged = new(0);
    private bool _isRunning;

    /// <summary>Keeps the pool full until cancelled. The two kinds do not wait for each other: layers on which nothing starts cost a minute.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        _isRunning = true;
        return Task.WhenAll(
            KeepAsync(FillDefaultsAsync, _defaultsChanged, cancellationToken),
            KeepAsync(FillLayerCachesAsync, _layerCachesChanged, cancellationToken));
    }

    /// <summary>The engines that can be taken now.</summary>
    public IReadOnlyList<PooledEngine> Idle()
    {
        lock (_lock)
        {
            return [.. _idle];
        }
    }

    /// <summary>Looks soon whether the pool still has what is expected of it, such as after a job has left newer layers.</summary>
    public void Look()
    {
        if (_isRunning)
        {
            _defaultsChanged.Release();
            _layerCachesChanged.Release();
        }
    }

    /// <summary>Takes a warm engine out of the pool; null: none fits.</summary>
    public async Task<EngineRecord?> TakeAsync(EngineRequest request, Action<string> onProgress, CancellationToken cancellationToken)
    {
        if (Idle().All(idle => idle.Place.LayerCache != request.LayerCache))
        {
            return null;
        }
        var choice = request is { Version: null, LayerCache: null } ? null : await parts.Storage.ChooseAsync(request.Version, onProgress, cancellationToken);
        while (TakeIdle(idle => idle.Place.LayerCache == request.LayerCache && (choice is null || idle.Engine.Version == choice.Version)) is { } next)
        {
            if (await IsFitAsync(next, cancellationToken))
            {
                return choice?.Warning is { } warning ? next.Engine with { Warnings = [warning, .. next.Engine.Warnings] } : next.Engine;
            }
            await ReleaseAsync(next);
        }
        return null;
    }

    /// <summary>Expects that a leased engine's layer cache is leased again.</summary>
    public void Expect(EngineRecord leased)
    {
        if (!_isRunning || leased.LayerCache is not { } key)
        {
            return;
        }
        var held = parts.Records.List().Count(record => record.State == EngineState.Leased && record.LayerCache == key && record.Version == leased.Version);
        lock (_lock)
        {
            _plan.Expect(new PoolPlace(leased.Version, key), Math.Max(1, held), parts.Time.GetUtcNow());
        }
        Look();
    }

    /// <summary>
    /// Puts a new engine in the place of one that has waited for a day, such as on a machine that nobody used: one a call, so that the others
    /// stay ready. A layer cache that nobody leased for a day is expected no more.
    /// </summary>
    public async Task RenewAsync()
    {
        var yesterday = parts.Time.GetUtcNow() - LongestWait;
        lock (_lock)
        {
            _plan.ForgetBefore(yesterday);
        }
        if (TakeIdle(idle => idle.Engine.Created < yesterday) is { } old)
        {
            await ReleaseAsync(old);
        }
        Look();
    }

    public void Dispose()
    {
        _defaultsChanged.Dispose();
        _layerCachesChanged.Dispose();
    }

    /// <summary>Fills one kind of place over and over.</summary>
    /// <param name="fillOneAsync">False: nothing is missing.</param>
    /// <param name="changed">Tells that something may be missing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task KeepAsync(Func<CancellationToken, Task<bool>> fillOneAsync, SemaphoreSlim changed, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ;)
        {
            try
            {
                if (!await fillOneAsync(cancellationToken))
                {
                    await changed.WaitAsync(cancellationToken);
                }
                pause = FirstPause;
            }
            // Whatever it was: a daemon whose pool has ended looks well, and has no warm engine ever again.
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                report($"The pool cannot be filled, next try in {pause.TotalSeconds:0} s: {failure.Message}");
                await Task.Delay(pause, parts.Time, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task<bool> FillDefaultsAsync(CancellationToken cancellationToken)
    {
        if (FindMissing(_plan.Defaults) is not { } place)
        {
            return false;
        }
        Add(new PooledEngine(place, await MakeAsync(place, cancellationToken)));
        return true;
    }

    private async Task<bool> FillLayerCachesAsync(CancellationToken cancellationToken)
    {
        await DropUnwantedAsync(cancellationToken);
        if (FindMissing(_plan.LayerCaches) is not { } place)
        {
            return false;
        }
        PooledEngine? made = null;
        try
        {
            var head = await FindHeadAsync(place, cancellationToken);
            made = new PooledEngine(place, await MakeAsync(place, cancellationToken));
            if (await FindFaultAsync(made, head, cancellationToken) is not { } fault)
            {
                Add(made);
                return true;
            }
            throw new EngineException(fault);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // The lease that wants these layers finds out what is wrong with them.
            lock (_lock)
            {
                _plan.Forget(place);
            }
            report($"No engine is kept ready on the layers of '{place.LayerCache?.Project}': {failure.Message}");
            if (made is not null)
            {
                await ReleaseAsync(made);
            }
            return true;
        }
    }

    /// <summary>Why an engine cannot wait for a lease; null: it can, and what has started on its layers runs no more.</summary>
    /// <param name="made">The engine.</param>
    /// <param name="head">The newest layers when its making began.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    private async Task<string?> FindFaultAsync(PooledEngine made, string? head, CancellationToken cancellationToken)
    {
        if (made.Engine.Head != head && head == await FindHeadAsync(made.Place, cancellationToken))
        {
            return made.Engine.Warnings.Count > 0 ? made.Engine.Warnings[0] : "they cannot be had";
        }
        return made.Engine.Head is null || (EngineId.TryParse(made.Engine.Id, out var id) && parts.CgroupOf(id).TryFreeze())
            ? null
            : "this machine's control groups cannot freeze an engine until it is leased";
    }

    private Task<EngineRecord> MakeAsync(PoolPlace place, CancellationToken cancellationToken) =>
        host.MakeIdleAsync(place, EngineOwner.Of(Environment.ProcessId), cancellationToken);

    private void Add(PooledEngine made)
    {
        lock (_lock)
        {
            _idle.Add(made);
        }
    }

    /// <summary>Ends what nobody expects any more, and what newer layers are there for.</summary>
    private async Task DropUnwantedAsync(CancellationToken cancellationToken)
    {
        foreach (var idle in Idle().Where(idle => idle.Place.LayerCache is not null))
        {
            if ((IsSurplus(idle) || await IsOutdatedAsync(idle, cancellationToken)) && TakeIdle(other => other == idle) is { } unwanted)
            {
                await ReleaseAsync(unwanted);
            }
        }
    }

    private PoolPlace? FindMissing(IEnumerable<PoolPlace> expected)
    {
        lock (_lock)
        {
            var there = _idle.ConvertAll(idle => idle.Place);
            return expected.FirstOrDefault(place => !there.Remove(place));
        }
    }

    private bool IsSurplus(PooledEngine idle)
    {
        lock (_lock)
        {
            return _idle.Count(other => other.Place == idle.Place) > _plan.LayerCaches.Count(place => place == idle.Place);
        }
    }

    /// <summary>Takes the one that has waited longest of those that fit.</summary>
    private PooledEngine? TakeIdle(Predicate<PooledEngine> fits)
    {
        lock (_lock)
        {
            var found = _idle.Find(fits);
            if (found is not null)
            {
                _idle.Remove(found);
                Look();
            }
            return found;
        }
    }

    /// <summary>Whether an engine has the newest layers, and still does what it did when it was made.</summary>
    private async Task<bool> IsFitAsync(PooledEngine idle, CancellationToken cancellationToken)
    {
        try
        {
            if (await IsOutdatedAsync(idle, cancellationToken))
            {
                return false;
            }
            if (await AnswersAsync(idle.Engine, cancellationToken))
            {
                return true;
            }
            report($"Engine {idle.Engine.Id} of the pool does not answer any more; another is taken.");
            return false;
        }
        catch
        {
            await ReleaseAsync(idle);
            throw;
        }
    }

    /// <summary>Whether an engine that is made now would start on other layers.</summary>
    private async Task<bool> IsOutdatedAsync(PooledEngine idle, CancellationToken cancellationToken) =>
        await FindHeadAsync(idle.Place, cancellationToken) != idle.Engine.Head;

    private async Task<string?> FindHeadAsync(PoolPlace place, CancellationToken cancellationToken) =>
        place is { Version: { } version, LayerCache: { } key } ? await parts.Storage.FindHeadAsync(key, version, cancellationToken) : null;

    private async Task<bool> AnswersAsync(EngineRecord record, CancellationToken cancellationToken)
    {
        if (!EngineId.TryParse(record.Id, out var id) || !parts.CgroupOf(id).HasProcesses)
        {
            return false;
        }
        parts.CgroupOf(id).Thaw();
        using var api = new EngineApi(record.Address, record.Certificates, parts.Time);
        using var late = new CancellationTokenSource(AnswerTime, parts.Time);
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

    private Task<bool> ReleaseAsync(PooledEngine idle) => host.ReleaseAsync(idle.Engine.Id, succeeded: false, CancellationToken.None);
}
