using System.Text;
using Slipway.Agent.Frames;
using Slipway.Agent.Linux;

namespace Slipway.Agent.Endpoints;

/// <summary>Lines and counted bytes of one HTTP message from a connection.</summary>
internal sealed class HttpInput(Descriptor connection)
{
    private const int LongestLine = 64 * 1024;
    private readonly byte[] _buffer = new byte[LongestLine];
    private int _start;
    private int _end;

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

    /// <exception cref="InvalidRequestException">The message ends before so many bytes came.</exception>
    public void ReadExactly(Span<byte> target)
    {
        while (target.Length > 0)
        {
            if (_start == _end)
            {
                Fill();
            }

            var taken = Math.Min(target.Length, _end - _start);
            _buffer.AsSpan(_start, taken).CopyTo(target);
            target = target[taken..];
            _start += taken;
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

        var read = _end < _buffer.Length ? connection.TryRead(_buffer.AsSpan(_end)) : 0;
        _end += read > 0 ? read : throw new InvalidRequestException("The HTTP message ends too early, or a line of it is too long.");
    }
}
