using System.Text;
using Slipway.Agent.Frames;
using Slipway.Agent.Linux;

namespace Slipway.Agent.Endpoints;

/// <summary>Lines and counted bytes of one HTTP message from a connection.</summary>
/// <param name="connection">Read from, never past what is asked for and a buffer.</param>
/// <param name="patience">For the whole message; null: as long as it takes.</param>
/// <param name="hold">Told of every part of a body before it is kept.</param>
internal sealed class HttpInput(Descriptor connection, TimeSpan? patience = null, Action<int>? hold = null)
{
    private const int LongestLine = 64 * 1024;
    private const int Part = 64 * 1024;
    private readonly long _deadline = patience is { } time ? Environment.TickCount64 + (long)time.TotalMilliseconds : long.MaxValue;
    private readonly byte[] _buffer = new byte[LongestLine];
    private int _start;
    private int _end;

    // Of the whole body, however many chunks it comes in.
    private int _done;
    private int _held;

    /// <summary>The next line without its end.</summary>
    /// <exception cref="InvalidRequestException">The message ends before the line does.</exception>
    public string ReadLine()
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n')) < 0)
        {
            Fill();
        }

        var line = Encoding.Latin1.GetString(_buffer, _start, length).TrimEnd('\r');
        _start += length + 1;
        return line;
    }

    /// <summary>Appends so many bytes to a body, which takes memory as they come and not as they were announced.</summary>
    /// <exception cref="InvalidRequestException">The message ends before so many bytes came.</exception>
    public void ReadTo(MemoryStream body, int length)
    {
        for (var left = length; left > 0;)
        {
            if (_start == _end)
            {
                Fill();
            }

            var taken = Math.Min(left, _end - _start);
            left -= taken;
            _done += taken;
            if (_done > _held)
            {
                hold?.Invoke(Part);
                _held += Part;
            }

            body.Write(_buffer.AsSpan(_start, taken));
            _start += taken;
        }
    }

    /// <summary>Reads what still comes, until the end or until it is as much as a body may be.</summary>
    public void Skip(int most)
    {
        _start = _end = 0;
        for (var left = most; left > 0 && Read(_buffer) is > 0 and var read; left -= read)
        {
            // Nobody wants it.
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        var read = _end < _buffer.Length ? Read(_buffer.AsSpan(_end)) : 0;
        _end += read > 0 ? read : throw new InvalidRequestException("The HTTP message ends too early, or a line of it is too long.");
    }

    private int Read(Span<byte> target)
    {
        if (patience is null)
        {
            return connection.TryRead(target);
        }

        var left = _deadline - Environment.TickCount64;
        if (left <= 0)
        {
            throw new TooSlowException();
        }

        LoopbackSocket.LimitRead(connection, TimeSpan.FromMilliseconds(left));
        var read = connection.TryRead(target);
        return read < 0 && Environment.TickCount64 >= _deadline ? throw new TooSlowException() : read;
    }
}
