using Slipway.Model.Archives;

namespace Slipway.Agent.Archives;

/// <summary>Reads a source on a thread of its own, a few buffers ahead, so that decompressing and writing files overlap.</summary>
internal sealed class ReadAhead : IByteSource, IDisposable
{
    private const int BufferLength = 256 * 1024;
    private const int Buffers = 8;

    private readonly System.Collections.Concurrent.BlockingCollection<(byte[] Bytes, int Length, Exception? Failure)> _full = new(Buffers);
    private readonly System.Collections.Concurrent.ConcurrentBag<byte[]> _free = [];
    private byte[] _current = [];
    private int _start;
    private int _end;
    private bool _ended;

    private readonly Thread _thread;

    public ReadAhead(IByteSource source)
    {
        _thread = new Thread(() => Run(source)) { IsBackground = true, Name = "read ahead" };
        _thread.Start();
    }

    public int Read(Span<byte> buffer)
    {
        if (_start == _end && !Next())
        {
            return 0;
        }

        var length = Math.Min(buffer.Length, _end - _start);
        _current.AsSpan(_start, length).CopyTo(buffer);
        _start += length;
        return length;
    }

    public void Dispose()
    {
        // The thread may still wait for room: this ends it. The source must not go away before it has.
        _full.CompleteAdding();
        _thread.Join();
        _full.Dispose();
    }

    private bool Next()
    {
        if (_ended)
        {
            return false;
        }

        if (_current.Length > 0)
        {
            _free.Add(_current);
        }

        var (bytes, length, failure) = _full.Take();
        if (failure is not null)
        {
            throw failure;
        }

        (_current, _start, _end, _ended) = (bytes, 0, length, length == 0);
        return length > 0;
    }

    private void Run(IByteSource source)
    {
        try
        {
            int length;
            do
            {
                var buffer = _free.TryTake(out var used) ? used : new byte[BufferLength];
                length = source.Read(buffer);
                _full.Add((buffer, length, null));
            }
            while (length > 0);
        }
        catch (InvalidOperationException)
        {
            // Nobody reads any more.
        }
        catch (Exception failure) when (failure is BadArchiveException or OperationCanceledException or IOException)
        {
            Report(failure);
        }
    }

    private void Report(Exception failure)
    {
        try
        {
            _full.Add(([], 0, failure));
        }
        catch (InvalidOperationException)
        {
            // Nobody reads any more.
        }
    }
}
