using System.Collections.Concurrent;
using Slipway.Engines.Identity;
using Slipway.Engines.Running;

namespace Slipway.Engines.Leases;

/// <summary>Makes engines in this process, which is root.</summary>
public sealed class LocalEngineHost : IEngineHost, IAsyncDisposable
{
    private static readonly TimeSpan CleanupTime = TimeSpan.FromMinutes(2);
    private readonly EngineParts _parts;
    private readonly EngineMaker _maker;
    private readonly EngineRemover _remover;
    private readonly Action<string> _report;
    private readonly ConcurrentDictionary<string, Task> _endings = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<LayerCacheKey, Task> _commits = new();

    /// <param name="parts">What engines are made of.</param>
    /// <param name="report">Gets a line about what goes on behind leases and releases; called from any thread.</param>
    public LocalEngineHost(EngineParts parts, Action<string> report)
    {
        _parts = parts;
        _report = report;
        _remover = new EngineRemover(parts);
        _maker = new EngineMaker(parts, _remover);
    }

    public async Task<EngineLease> LeaseAsync(EngineRequest request, CancellationToken cancellationToken) =>
        new LocalEngineLease(await LeaseRecordAsync(request, cancellationToken), this);

    /// <summary>Leases an engine by its record, for those who hold leases otherwise.</summary>
    public async Task<EngineRecord> LeaseRecordAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        _ = EngineMaker.Sources(request);
        if (request.LayerCache is { } key && _commits.TryGetValue(key, out var pending))
        {
            await pending.WaitAsync(cancellationToken);
        }
        return await _maker.MakeAsync(request, EngineOwner.Of(request.OwnerProcess), idle: false, _report, cancellationToken);
    }

    /// <summary>Ends a lease: returns when the engine is dead to its job, or, where its layers are kept, is on its way to be. Harmless when it is released.</summary>
    public void Release(string id, bool succeeded)
    {
        if (_parts.Records.Find(id) is not { } record || !EngineId.TryParse(id, out var engine) || _endings.ContainsKey(id))
        {
            return;
        }
        var keep = succeeded && record is { LayerCache: not null, State: EngineState.Leased };
        _parts.Records.Save(record with { State = EngineState.Released });
        if (!keep)
        {
            _remover.Kill(engine);
        }
        var ending = EndAsync(engine, record, keep);
        _endings[id] = ending;
        if (keep)
        {
            _commits[record.LayerCache!] = ending;
        }
    }

    /// <summary>Waits for every removal behind a release.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_endings.Values.FirstOrDefault() is { } ending)
        {
            await ending;
        }
    }

    private async Task EndAsync(EngineId id, EngineRecord record, bool keep)
    {
        // Off the caller's path from the start.
        await Task.Yield();
        using var cleanup = new CancellationTokenSource(CleanupTime, _parts.Time);
        try
        {
            if (keep)
            {
                await new EngineRetirement(_parts, _report).CommitAsync(id, record, cleanup.Token);
            }
            await _remover.RemoveAsync(id, cleanup.Token);
        }
        catch (Exception failure) when (failure is EngineException or OperationCanceledException or IOException)
        {
            _report($"Engine {id}: {failure.Message}");
        }
        finally
        {
            _endings.TryRemove(id.Value, out _);
            if (record.LayerCache is { } key)
            {
                _commits.TryRemove(key, out _);
            }
        }
    }
}
