using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Slipway.Cli.Terminals;

/// <summary>
/// Writes for those who may not wait: what it is given is written in its order by a thread of its own. A terminal that is stopped (Ctrl-S), or a pipe that
/// nobody reads, holds that thread and nobody else. Safe for several threads.
/// </summary>
internal sealed class WriteQueue : IDisposable
{
    /// <summary>Where the run was canceled, who does not read for as long is not waited for.</summary>
    private static readonly TimeSpan PatienceInHurry = TimeSpan.FromSeconds(2);
#pragma warning disable CA2002, IDE0330 // Waiting for its pulse is what a Lock cannot do.
    private readonly object _gate = new();
#pragma warning restore CA2002, IDE0330
    private readonly Queue<(Action Write, int Bytes)> _waiting = new();
    private readonly int _room;
    private readonly TimeSpan _patience;
    private readonly TimeSpan _patienceAtEnd;
    private readonly CancellationToken _hurry;
    private readonly CancellationTokenRegistration _hurried;
    private long _bytes;
    private bool _isWriting;
    private bool _isStuck;
    private bool _isClosed;
    private ExceptionDispatchInfo? _failure;

    /// <param name="room">Bytes that may wait, beside those that always have room.</param>
    /// <param name="patience">How long to wait for room while nothing at all is written.</param>
    /// <param name="patienceAtEnd">How long to wait for the end while nothing at all is written.</param>
    /// <param name="hurry">Ends all waiting for room, and soon that for the end.</param>
    public WriteQueue(int room, TimeSpan patience, TimeSpan patienceAtEnd, CancellationToken hurry)
    {
        _room = room;
        _patience = patience;
        _patienceAtEnd = patienceAtEnd;
        _hurry = hurry;
        _hurried = hurry.Register(Wake);
        new Thread(WriteAll) { IsBackground = true, Name = "terminal" }.Start();
    }

    /// <summary>Takes what must not be lost, and never waits.</summary>
    public void Add(Action write)
    {
        lock (_gate)
        {
            Take(write, 0);
        }
    }

    /// <summary>Takes what there is room for; where somebody still reads, waits for room.</summary>
    /// <returns>False: there is none, and this is not written.</returns>
    public bool TryAdd(Action write, int bytes)
    {
        lock (_gate)
        {
            if (!WaitFor(() => _bytes == 0 || _bytes + bytes <= _room, () => _isStuck || _hurry.IsCancellationRequested ? TimeSpan.Zero : _patience))
            {
                _isStuck = true;
                return false;
            }

            Take(write, bytes);
            return true;
        }
    }

    /// <summary>Waits until all is written, but not for ever where nothing is.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            WaitFor(() => _waiting.Count == 0 && !_isWriting, () => _hurry.IsCancellationRequested ? PatienceInHurry : _patienceAtEnd);
        }

        _failure?.Throw();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }

        _hurried.Dispose();
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void Take(Action write, int bytes)
    {
        if (!_isClosed)
        {
            _waiting.Enqueue((write, bytes));
            _bytes += bytes;
            // The thread waits for this, and so may others, which then wait anew.
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>As long as something is written, patience begins anew; an interrupt wakes, and it is asked for anew.</summary>
    private bool WaitFor(Func<bool> isSo, Func<TimeSpan> patience)
    {
        while (!_isClosed && !isSo())
        {
            if (!Monitor.Wait(_gate, patience()))
            {
                return _isClosed || isSo();
            }
        }

        return true;
    }

    [SuppressMessage("Design", "CA1031", Justification = "The top of a thread: whoever waits for the end throws it.")]
    private void WriteAll()
    {
        while (TakeNext() is { } write)
        {
            try
            {
                write();
            }
            catch (IOException)
            {
                // Nobody looks any more.
                Close(null);
            }
            catch (Exception failure)
            {
                Close(failure);
            }
        }
    }

    private Action? TakeNext()
    {
        lock (_gate)
        {
            _isStuck &= !_isWriting;
            _isWriting = false;
            Monitor.PulseAll(_gate);
            while (_waiting.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            if (!_waiting.TryDequeue(out var next))
            {
                return null;
            }

            _bytes -= next.Bytes;
            _isWriting = true;
            return next.Write;
        }
    }

    private void Close(Exception? failure)
    {
        lock (_gate)
        {
            _failure = failure is null ? null : ExceptionDispatchInfo.Capture(failure);
            _isClosed = true;
            _waiting.Clear();
            Monitor.PulseAll(_gate);
        }
    }
}
