using Slipway.Model.Archives;

namespace Slipway.Agent.Archives;

/// <summary>Decompresses what it reads.</summary>
internal sealed unsafe class ZstdSource(IByteSource source) : IByteSource, IDisposable
{
    private readonly byte[] _buffer = new byte[128 * 1024];
    private void* _context = Zstd.NewDecompressor();
    private int _start;
    private int _end;
    private nuint _expected;
    private bool _holdsMore;

    ~ZstdSource() => Free();

    public int Read(Span<byte> buffer)
    {
        while (true)
        {
            if (_start == _end && !_holdsMore)
            {
                (_start, _end) = (0, source.Read(_buffer));
                if (_end == 0)
                {
                    return _expected == 0 ? 0 : throw new BadArchiveException("The compressed archive ends too early.");
                }
            }

            var written = Decompress(buffer);
            if (written > 0)
            {
                return written;
            }
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        _ = Zstd.FreeDecompressor(_context);
        _context = null;
    }

    private int Decompress(Span<byte> buffer)
    {
        fixed (byte* input = _buffer, output = buffer)
        {
            var from = new Zstd.InBuffer { Start = input, Length = (nuint)_end, Position = (nuint)_start };
            var to = new Zstd.OutBuffer { Start = output, Length = (nuint)buffer.Length };
            _expected = Zstd.Decompress(_context, &to, &from);
            _start = (int)from.Position;
            // A full buffer may leave something inside though all input is taken; a frame without a checksum then ends with no byte to come.
            _holdsMore = _expected != 0 && to.Position == to.Length;
            return Zstd.IsError(_expected) == 0 ? (int)to.Position : throw new BadArchiveException("The archive is no zstd stream, or damaged.");
        }
    }
}
