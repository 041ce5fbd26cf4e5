using Slipway.Engines.Lifecycle;
using Slipway.Linux.Failures;
using Slipway.Model.Texts;

namespace Slipway.Engines.Pools;

/// <summary>
/// Makes the engines that the plan expects and the pool has not. The two kinds do not wait for each other: layers on which nothing starts cost a
/// minute.
/// </summary>
internal sealed class PoolFilling(EngineSupply supply, EngineHostServices services, PoolPlan plan, IdleEngines idle, IdleCheck check, SaidOnce report) : IDisposable
{
    /// <summary>Making an engine takes all that two processors have, and the job that has just got one speaks to it now.</summary>
    private static readonly TimeSpan LeaseFirst = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _defaultsChanged = new(0);
    private readonly SemaphoreSlim _layerCachesChanged = new(0);

    /// <summary>Fills until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        KeepAsync(FillDefaultsAsync, _defaultsChanged, cancellationToken),
        KeepAsync(FillLayerCachesAsync, _layerCachesChanged, cancellationToken));

    /// <summary>Looks soon whether something is missing.</summary>
    public void Look()
    {
        _defaultsChanged.Release();
        _layerCachesChanged.Release();
    }

    public void Dispose()
    {
        _defaultsChanged.Dispose();
        _layerCachesChanged.Dispose();
    }

    /// <summary>Fills one kind of place over and over.</summary>
    /// <param name="fillOneAsync">False: nothing is missing.</param>
    /// <param name="changed">Tells that something may be missing.</param>
    private async Task KeepAsync(Func<CancellationToken, Task<bool>> fillOneAsync, SemaphoreSlim changed, CancellationToken cancellationToken)
    {
        var isFailing = false;
        for (var pause = FirstPause; ;)
        {
            // Whatever it was: a daemon whose pool has ended looks well, and has no warm engine ever again.
            if (await WorldFailure.FindAsync(FillAsync, cancellationToken) is { } failure)
            {
                isFailing = true;
                report.Tell($"The pool cannot be filled; it is tried again, at least every {DurationText.Of(LongestPause)}: {failure.Message}");
                await Task.Delay(pause, services.Time, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                continue;
            }
            pause = FirstPause;
            if (isFailing)
            {
                isFailing = false;
                report.Forget();
                report.TellAlways("The pool can be filled again.");
            }
        }

        async Task FillAsync()
        {
            if (!await fillOneAsync(cancellationToken))
            {
                await changed.WaitAsync(cancellationToken);
                await Task.Delay(LeaseFirst, services.Time, cancellationToken);
            }
        }
    }

    private async Task<bool> FillDefaultsAsync(CancellationToken cancellationToken)
    {
        if (idle.FindMissing(plan.Defaults) is not { } place)
        {
            return false;
        }
        idle.Add(await MakeAsync(place, cancellationToken));
        return true;
    }

    private async Task<bool> FillLayerCachesAsync(CancellationToken cancellationToken)
    {
        await DropUnwantedAsync(cancellationToken);
        if (idle.FindMissing(plan.LayerCaches) is not { } place)
        {
            return false;
        }
        PooledEngine? made = null;
        if (await WorldFailure.FindAsync(FillAsync, cancellationToken) is { } failure)
        {
            // The lease that wants these layers finds out what is wrong with them.
            plan.Forget(place);
            report.TellAlways($"No {place} is kept ready: {failure.Message}");
            if (made is not null)
            {
                await supply.ReleaseAsync(made.Engine);
            }
        }
        return true;

        async Task FillAsync()
        {
            var head = await check.FindHeadAsync(place, cancellationToken);
            made = await MakeOnLayersAsync(place, cancellationToken);
            if (await check.FindFaultAsync(made.Engine, place, head, cancellationToken) is { } fault)
            {
                throw new InfrastructureException(fault);
            }
            idle.Add(made);
        }
    }

    /// <summary>Ends what nobody expects any more, and what newer layers are there for.</summary>
    private async Task DropUnwantedAsync(CancellationToken cancellationToken)
    {
        foreach (var waiting in idle.All.Where(waiting => waiting.Place != PoolPlace.Default))
        {
            if ((idle.HasMoreThan(plan.LayerCaches, waiting.Place) || await check.IsOutdatedAsync(waiting, cancellationToken))
                && idle.Take(other => other == waiting) is { } unwanted)
            {
                await supply.ReleaseAsync(unwanted.Engine);
            }
        }
    }

    /// <summary>An image that was removed since the lease is not made again for nobody.</summary>
    private async Task<PooledEngine> MakeOnLayersAsync(PoolPlace place, CancellationToken cancellationToken) =>
        (place.Machine ?? place.Version) is { } image && await services.Storage.HasImageAsync(image, cancellationToken)
            ? await MakeAsync(place, cancellationToken)
            : throw new InfrastructureException(place.Machine is { } machine ? $"the machine image {machine} is gone." : $"the engine image {place.Version} is gone.");

    private async Task<PooledEngine> MakeAsync(PoolPlace place, CancellationToken cancellationToken)
    {
        var began = services.Time.GetTimestamp();
        var made = await supply.MakeAsync(place, cancellationToken);
        return new PooledEngine(place, made, services.Time.GetElapsedTime(began));
    }
}
