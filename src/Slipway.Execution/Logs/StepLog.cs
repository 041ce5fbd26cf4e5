using System.Text;
using Slipway.Execution.Bounds;
using Slipway.Execution.Events;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Masking;
using Slipway.Linux.Failures;
using Slipway.Model.Events;

namespace Slipway.Execution.Logs;

/// <summary>
/// The log of one step: its masked output as it came. Writes may come from several threads; disposing flushes the masker, and
/// what comes after it is dropped: a job may end while something that it shares with others still speaks to it.
/// </summary>
public sealed class StepLog : IAsyncDisposable
{
#pragma warning disable CA2213 // Late speakers still wait for their turn after the end.
    private readonly SemaphoreSlim _turn = new(1);
#pragma warning restore CA2213
    private readonly TimeProvider _clock;
    private readonly IOpenLog _log;
    private readonly LogMasker _masker;
    private readonly LogRoom _room;
    private readonly DiskWatch _disk;
    private string? _failure;
    private bool _ended;

    /// <param name="attempt">Which attempt of the job, from 1.</param>
    public StepLog(RunRecorder recorder, JobRef job, int attempt, int step, string name, TimeProvider clock)
        : this(recorder, job, step, LogId.OfStep(attempt, step, recorder.Text(name)), clock)
    {
    }

    private StepLog(RunRecorder recorder, JobRef job, int? step, string id, TimeProvider clock)
    {
        _masker = new LogMasker(recorder.Secrets);
        _room = new LogRoom(recorder.Storage.Limits, recorder.Storage.Of(job).Logs, Append);
        _disk = new DiskWatch(recorder.Storage.Disk, first: DiskWatch.Stretch);
        _clock = clock;
        Id = id;
        _log = recorder.Journal.OpenLog(job, step, id);
    }

    /// <summary>The log of a service container, which is kept but not shown as it comes.</summary>
    public static StepLog OfService(RunRecorder recorder, JobRef job, int attempt, ServiceContainer service, TimeProvider clock) =>
        new(recorder, job, null, LogId.OfService(attempt, service.Index, recorder.Text(service.Image)), clock);

    /// <summary>As events name it, see <see cref="LogId"/>.</summary>
    public string Id { get; }

    /// <summary>Takes output of the step's process; the memory is only used during the call.</summary>
    /// <exception cref="InfrastructureException">The disk does not take it.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> output, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            Keep(_masker.Mask(output.Span), isOwn: false);
        }
        catch (IOException exception)
        {
            _failure ??= exception.Message;
            throw new InfrastructureException($"the step's log cannot be written: {_failure}", exception);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Adds a line of our own, unless the disk takes no more: the step's outcome says so by then.</summary>
    public void Say(string line)
    {
        _turn.Wait();
        try
        {
            Keep(_masker.Mask(Encoding.UTF8.GetBytes(line + "\n")), isOwn: true);
        }
        catch (IOException exception)
        {
            _failure ??= exception.Message;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            End();
        }
        catch (IOException exception)
        {
            _failure ??= exception.Message;
        }
        finally
        {
            _turn.Release();
        }
    }

    private void End()
    {
        if (_ended)
        {
            return;
        }

        try
        {
            Keep(_masker.Finish(), isOwn: false);
            _room.WriteEnd();
        }
        finally
        {
            _ended = true;
            _log.Dispose();
        }
    }

    private void Keep(ReadOnlySpan<byte> output, bool isOwn)
    {
        if (output.IsEmpty || _ended)
        {
            return;
        }

        if (_failure is not null)
        {
            throw new IOException(_failure);
        }

        if (isOwn)
        {
            _room.TakeOwn(output);
        }
        else
        {
            _room.Take(output);
        }
    }

    private void Append(ReadOnlySpan<byte> output)
    {
        if (output.IsEmpty)
        {
            return;
        }

        _disk.Before(output.Length);
        _log.Write(output, _clock.GetUtcNow());
    }
}
