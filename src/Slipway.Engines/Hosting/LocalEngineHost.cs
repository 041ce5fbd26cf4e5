using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Engines.Pools;
using Slipway.Engines.Reaping;
using Slipway.Linux.Failures;
using Slipway.Linux.Processes;

namespace Slipway.Engines.Hosting;

/// <summary>Makes engines in this process, which is root.</summary>
public sealed class LocalEngineHost : IEngineAdministration
{
    private readonly EngineHostServices _services;
    private readonly EngineMaker _maker;
    private readonly EngineStartRetry _starts;
    private readonly EngineTeardown _teardown;
    private readonly EngineReaper _reaper;
    private readonly SharedReaping _reaping;
    private readonly Action<string> _report;
    private readonly SaidOnce _poolReport;
    private readonly DetachedReaper? _detached;
    private readonly ConcurrentDictionary<string, Task> _removals = new(StringComparer.Ordinal);
    /// <param name="report">Gets a line about what goes on behind leases and releases; called from any thread.</param>
    /// <param name="detached">Ends what is released, when this process may not live long enough for it; null: this process does, and disposing waits for it.</param>
    public LocalEngineHost(EngineHostServices services, Action<string> report, DetachedReaper? detached)
    {
        _services = services;
        _report = report;
        _detached = detached;
        var remover = new EngineRemover(services);
        _maker = new EngineMaker(services, remover);
        _starts = new EngineStartRetry(services, _maker);
        _teardown = new EngineTeardown(services, remover, report);
        _reaper = new EngineReaper(services, _teardown);
        _reaping = new SharedReaping(() => _reaper.ReapAsync(report, CancellationToken.None));
        _poolReport = new SaidOnce(report);
        Pool = new EnginePool(new EngineSupply(MakeIdleAsync, ReleaseIdleAsync), services, _poolReport);
    }

    /// <summary>Empty until somebody runs it.</summary>
    internal EnginePool Pool { get; }

    public async Task<EngineLease> LeaseAsync(EngineRequest request, CancellationToken cancellationToken) =>
        new HostedLease(await LeaseRecordAsync(request, cancellationToken), this);

    public Task<EngineRecord> LeaseRecordAsync(EngineRequest request, CancellationToken cancellationToken) =>
        LeaseRecordAsync(request, _report, cancellationToken);

    internal async Task<EngineRecord> LeaseRecordAsync(EngineRequest request, Action<string> onProgress, CancellationToken cancellationToken)
    {
        RequireRoot();
        request.Check();
        _ = EngineBuild.Sources(request);
        if (request.LayerCache is { } key)
        {
            await _teardown.WaitForLayersAsync(key, onProgress, cancellationToken);
        }
        try
        {
            var record = await TakeWarmAsync(request, onProgress, cancellationToken)
                ?? await _starts.MakeAsync(request, OwnerProcess.Of(request.OwnerProcess), onProgress, cancellationToken);
            Pool.Expect(record);
            _ = ReapDetached();
            return record;
        }
        finally
        {
            Pool.Look();
        }
    }

    /// <summary>Has the engines ended whose holders are gone, by a process behind this one.</summary>
    /// <returns>True: there are some, and it has begun.</returns>
    internal bool ReapDetached() => _detached is not null && _reaper.SeesDead() && _detached.TryStart() is null;

    /// <summary>Makes an engine for a place in the pool.</summary>
    private Task<EngineRecord> MakeIdleAsync(PoolPlace place, CancellationToken cancellationToken) =>
        _maker.MakeAsync(
            new EngineBuild(new EngineRequest { Owner = "pool", Version = place.Version, LayerCache = place.LayerCache, Machine = place.Machine }, OwnerProcess.Current) { Idle = true },
            _poolReport.Tell,
            cancellationToken);

    /// <summary>Releases an engine that was taken out of the pool and that nobody got.</summary>
    private Task<bool> ReleaseIdleAsync(EngineRecord idle) => ReleaseAsync(idle.Id, succeeded: false, CancellationToken.None);

    /// <summary>Turns a pool's engine into a job's: only limits and permitted sources are still to be set. Null: there is none, or it cannot be limited so.</summary>
    private async Task<EngineRecord?> TakeWarmAsync(EngineRequest request, Action<string> onProgress, CancellationToken cancellationToken)
    {
        if (await Pool.TakeAsync(request, onProgress, cancellationToken) is not { } idle)
        {
            return null;
        }
        try
        {
            if (await TryHandOutAsync(idle, request, cancellationToken) is { } record)
            {
                return record;
            }
            await ReleaseIdleAsync(idle);
            return null;
        }
        catch
        {
            // The pool has it no more, and nobody will ever have its lease.
            await ReleaseIdleAsync(idle);
            throw;
        }
    }

    private async Task<EngineRecord?> TryHandOutAsync(EngineRecord idle, EngineRequest request, CancellationToken cancellationToken)
    {
        var sources = EngineBuild.Sources(request);
        var id = EngineId.Find(idle.Id) ?? throw new InfrastructureException($"'{idle.Id}' is no engine id.");
        var leased = idle with
        {
            State = EngineState.Leased,
            Warm = true,
            Holder = request.Owner,
            Owner = OwnerProcess.Of(request.OwnerProcess),
            Sources = sources,
            Limits = request.Limits,
        };
        if (await _services.Records.ChangeAsync(idle.Id, now => now.State == EngineState.Idle ? leased : null, cancellationToken) is not { } record)
        {
            return null;
        }
        if (idle.Limits != request.Limits)
        {
            // What runs on a layer cache may hold more memory already than this lease allows.
            if (_services.SandboxOf(id).Limit(request.Limits).Except(idle.Warnings).Any())
            {
                return null;
            }
            await _services.Storage.LimitAsync(id.Value, request.Limits.DiskBytes, cancellationToken);
        }
        await _services.Network.AllowAsync(id, sources, cancellationToken);
        return record;
    }

    public async Task<bool> LeaveAsync(string id, int ownerProcess, CancellationToken cancellationToken)
    {
        RequireRoot();
        return EngineId.TryParse(id, out _)
            && await _services.Records.ChangeAsync(id, record => record.State == EngineState.Leased ? record with { Owner = OwnerProcess.Of(ownerProcess) } : null, cancellationToken) is not null;
    }

    public Task<IReadOnlyList<EngineRecord>> ListAsync(CancellationToken cancellationToken)
    {
        RequireRoot();
        return Task.FromResult(_services.Records.List());
    }

    public Task<bool> ReleaseAsync(string id, bool succeeded, CancellationToken cleanupToken)
    {
        RequireRoot();
        return ReleaseAsync(id, _ => true, succeeded, cleanupToken);
    }

    public Task<IReadOnlyList<string>> ReapAsync(CancellationToken cancellationToken)
    {
        RequireRoot();
        return _reaper.ReapAsync(_report, cancellationToken);
    }

    /// <summary>Reaps for many who ask at the same time, with one look for all of them.</summary>
    /// <param name="cancellationToken">Ends the waiting; the reaping goes on for the others.</param>
    internal Task<IReadOnlyList<string>> ReapTogetherAsync(CancellationToken cancellationToken) => _reaping.RunAsync().WaitAsync(cancellationToken);

    /// <summary>Puts back what another program has removed of the rules while engines live.</summary>
    internal Task RestoreRulesAsync(CancellationToken cancellationToken) => _reaper.RestoreRulesAsync(_report, cancellationToken);

    /// <summary>Releases the leases whose owners' processes have ended.</summary>
    internal async Task ReleaseOrphansAsync(CancellationToken cancellationToken)
    {
        foreach (var record in _services.Records.List().Where(IsOrphan))
        {
            if (await ReleaseAsync(record.Id, IsOrphan, succeeded: false, cancellationToken))
            {
                _report($"Engine {record.Id} is released: its owner, process {record.Owner.Id}, has ended.");
            }
        }
    }

    private static bool IsOrphan(EngineRecord record) => record.State == EngineState.Leased && !record.Owner.IsAlive;

    /// <summary>Waits for every removal behind a release that this process does itself.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_removals.Values.FirstOrDefault() is { } removal)
        {
            await removal;
        }
        Pool.Dispose();
        _services.Dispose();
    }

    /// <summary>Nobody but the host reaches the engine when this returns, and its processes are dying; where its layers are kept, it lives on a moment for that alone.</summary>
    /// <param name="isMeant">Asked when nobody else can change the engine any more; false: it stays as it is.</param>
    /// <param name="cleanupToken">Covers the waiting for whoever changes the engine now.</param>
    /// <returns>False: there is no such engine, or it is not meant.</returns>
    internal async Task<bool> ReleaseAsync(string id, Predicate<EngineRecord> isMeant, bool succeeded, CancellationToken cleanupToken)
    {
        if (EngineId.Find(id) is not { } engine || _services.Records.Find(id) is not { } known)
        {
            return false;
        }
        if (IsReleased(known))
        {
            return true;
        }
        EngineRecord Released(EngineRecord record) =>
            record with { State = succeeded && record is { LayerCache: not null, State: EngineState.Leased } ? EngineState.Retiring : EngineState.Released };
        if (await _services.Records.ChangeAsync(id, record => IsReleased(record) || !isMeant(record) ? null : Released(record), cleanupToken) is not { } record)
        {
            // Somebody else has released it meanwhile, or it is not meant.
            return _services.Records.Find(id) is { } other && IsReleased(other);
        }
        Cut(engine, keep: record.State == EngineState.Retiring);
        return true;
    }

    private static bool IsReleased(EngineRecord record) => record.State is EngineState.Retiring or EngineState.Released;

    private void Cut(EngineId engine, bool keep)
    {
        Insist(engine, () => _services.Network.CutOff(engine), "not cut off");
        // Another process is started before this one's victims keep the processors busy with their end.
        if (_detached is not null)
        {
            RemoveLater(engine);
        }
        if (!keep)
        {
            Insist(engine, () => _ = _services.SandboxOf(engine).Kill(), "not dead");
        }
        if (_detached is null)
        {
            RemoveLater(engine);
        }
    }

    /// <summary>What cannot be done here is said, and its removal tries again.</summary>
    private void Insist(EngineId engine, Action end, string otherwise)
    {
        try
        {
            end();
        }
        catch (IOException failure)
        {
            _report($"Engine {engine} is released, but {otherwise} yet: {failure.Message}");
        }
    }

    private void RemoveLater(EngineId engine)
    {
        if (_detached is null)
        {
            var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _removals.TryAdd(engine.Value, RemoveAsync(engine, begin.Task));
            begin.SetResult();
        }
        else if (_detached.TryStart() is { } failure)
        {
            _report($"Engine {engine} is released but not removed yet ({failure}): `slipway engine reap` does it.");
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Nobody awaits a removal behind a release; the next reaping tries again.")]
    private async Task RemoveAsync(EngineId id, Task begin)
    {
        await begin;
        try
        {
            await _teardown.RemoveAsync(id, CancellationToken.None);
        }
        catch (Exception failure)
        {
            _report($"Engine {id}: {failure.Message}");
        }
        finally
        {
            Pool.Look();
            _removals.TryRemove(id.Value, out _);
        }
    }

    private static void RequireRoot()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new InfrastructureException("Engines need root: run as root, or start `slipway host` as root and be in the group slipway.");
        }
    }
}
