using System.Threading.Channels;
using Slipway.Engines.Api;
using Slipway.Engines.Hosting;
using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Running;

namespace Slipway.Engines.Pools;

/// <summary>Engines of the default version that are made ahead of need. Each is leased once; another is made behind the lease.</summary>
internal sealed class EnginePool(LocalEngineHost host, EngineParts parts, Action<string> report) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2);
    private readonly Channel<EngineRecord> _idle = Channel.CreateUnbounded<EngineRecord>();
    private readonly SemaphoreSlim _wanted = new(parts.Settings.PoolSize);

    /// <summary>Keeps the pool full until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var owner = EngineOwner.Of(Environment.ProcessId);
        for (var pause = FirstPause; ;)
        {
            await _wanted.WaitAsync(cancellationToken);
            try
            {
                await _idle.Writer.WriteAsync(await host.MakeIdleAsync(owner, cancellationToken), cancellationToken);
                pause = FirstPause;
            }
            // Whatever it was: a daemon whose pool has ended looks well, and has no warm engine ever again.
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                _wanted.Release();
                report($"The pool cannot be filled, next try in {pause.TotalSeconds:0} s: {failure.Message}");
                await Task.Delay(pause, parts.Time, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Takes a warm engine out of the pool; null: none fits. One with a layer cache starts on that cache's layers, so none of the pool does.</summary>
    public async Task<EngineRecord?> TakeAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        if (request.LayerCache is not null || !_idle.Reader.TryPeek(out _))
        {
            return null;
        }
        var wanted = request.Version is null ? null : (await parts.Storage.ChooseAsync(request.Version, report, cancellationToken)).Version;
        while (_idle.Reader.TryPeek(out var next) && (wanted is null || next.Version == wanted) && _idle.Reader.TryRead(out var record))
        {
            _wanted.Release();
            if (await AnswersAsync(record, cancellationToken))
            {
                return record;
            }
            report($"Engine {record.Id} of the pool does not answer any more; another is taken.");
            await host.ReleaseAsync(record.Id, succeeded: false, CancellationToken.None);
        }
        return null;
    }

    /// <summary>Puts a new engine in the place of one that has waited for a day, such as on a machine that nobody used: one a call, so that the others stay ready.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        if (!_idle.Reader.TryPeek(out var oldest) || !IsOld(oldest) || !_idle.Reader.TryRead(out var record))
        {
            return;
        }
        if (!IsOld(record))
        {
            // Somebody has just leased the old one.
            await _idle.Writer.WriteAsync(record, cancellationToken);
            return;
        }
        _wanted.Release();
        await host.ReleaseAsync(record.Id, succeeded: false, CancellationToken.None);
    }

    private bool IsOld(EngineRecord record) => parts.Time.GetUtcNow() - record.Created > LongestWait;

    /// <summary>Whether an engine still does what it did when it was made.</summary>
    private async Task<bool> AnswersAsync(EngineRecord record, CancellationToken cancellationToken)
    {
        if (!EngineId.TryParse(record.Id, out var id) || !parts.CgroupOf(id).HasProcesses)
        {
            return false;
        }
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
        catch
        {
            await host.ReleaseAsync(record.Id, succeeded: false, CancellationToken.None);
            throw;
        }
    }

    public void Dispose() => _wanted.Dispose();
}
