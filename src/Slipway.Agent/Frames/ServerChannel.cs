using Slipway.Model.Archives;
using Slipway.Model.Wire;

namespace Slipway.Agent.Frames;

/// <summary>One conversation with the runner: data out as far as it granted room, data in within the window that it was granted.</summary>
internal sealed class ServerChannel(int number, FrameOutput output) : IByteSource
{
    private readonly object _state = new();
    private readonly Queue<byte[]> _inbound = new();
    private int _taken;
    private int _consumed;
    private int _credit = FrameHeader.Window;
    private bool _ended;
    private bool _canceled;
    private Action? _onCancel;

    public int Number => number;

    /// <summary>Called when the runner wants the conversation's process signalled or ended.</summary>
    public Action<FrameKind, int>? OnControl { get; set; }

    public void Grant(int credit) => Change(() => _credit += credit);

    public void Deliver(ReadOnlyMemory<byte> data)
    {
        var copy = data.ToArray();
        Change(() => _inbound.Enqueue(copy));
    }

    public void EndInput() => Change(() => _ended = true);

    /// <summary>Called when the runner gives up, also where it has done so before; for what waits elsewhere than here.</summary>
    public Action? OnCancel
    {
        set
        {
            lock (_state)
            {
                _onCancel = value;
                if (_canceled)
                {
                    value?.Invoke();
                }
            }
        }
    }

    public void Cancel() => Change(() =>
    {
        _canceled = true;
        _onCancel?.Invoke();
    });

    public void Send<T>(FrameKind kind, T message)
        where T : IWireMessage<T> => output.Send(kind, number, message);

    public void Send(FrameKind kind) => output.Send(kind, number);

    public void SendNumber(FrameKind kind, int value) => output.SendNumber(kind, number, value);

    public void Fail(AgentFailureKind kind, string message) => Send(FrameKind.Failed, new AgentFailure(kind, message));

    /// <summary>Sends data once the runner has room; the span begins with space for the header.</summary>
    /// <exception cref="OperationCanceledException">The runner no longer wants it.</exception>
    public void SendData(Span<byte> headerAndData)
    {
        lock (_state)
        {
            while (_credit < headerAndData.Length - FrameHeader.Size && !_canceled)
            {
                Monitor.Wait(_state);
            }

            if (_canceled)
            {
                throw new OperationCanceledException();
            }

            _credit -= headerAndData.Length - FrameHeader.Size;
        }

        output.SendInPlace(FrameKind.Data, number, headerAndData);
    }

    /// <summary>The next bytes that the runner sent; 0 at their end.</summary>
    /// <exception cref="OperationCanceledException">The runner gave up.</exception>
    public int Read(Span<byte> buffer)
    {
        var grant = 0;
        int copied;
        lock (_state)
        {
            while (_inbound.Count == 0 && !_ended && !_canceled)
            {
                Monitor.Wait(_state);
            }

            if (_canceled)
            {
                throw new OperationCanceledException();
            }

            copied = Take(buffer);
            _consumed += copied;
            if (_consumed >= FrameHeader.Window / 2)
            {
                grant = _consumed;
                _consumed = 0;
            }
        }

        if (grant > 0)
        {
            SendNumber(FrameKind.Credit, grant);
        }

        return copied;
    }

    /// <summary>One message of the runner's, whole.</summary>
    /// <exception cref="OperationCanceledException">The runner gave up.</exception>
    public byte[] ReadWhole()
    {
        lock (_state)
        {
            while (_inbound.Count == 0 && !_canceled)
            {
                Monitor.Wait(_state);
            }

            return _canceled ? throw new OperationCanceledException() : _inbound.Dequeue();
        }
    }

    /// <summary>Returns when the runner gives up, which is how it ends what has no end of its own.</summary>
    public void WaitForCancel()
    {
        lock (_state)
        {
            while (!_canceled)
            {
                Monitor.Wait(_state);
            }
        }
    }

    private int Take(Span<byte> buffer)
    {
        if (!_inbound.TryPeek(out var head))
        {
            return 0;
        }

        var copied = Math.Min(buffer.Length, head.Length - _taken);
        head.AsSpan(_taken, copied).CopyTo(buffer);
        _taken += copied;
        if (_taken == head.Length)
        {
            _inbound.Dequeue();
            _taken = 0;
        }

        return copied;
    }

    private void Change(Action change)
    {
        lock (_state)
        {
            change();
            Monitor.PulseAll(_state);
        }
    }
}
