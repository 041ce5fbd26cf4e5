namespace Slipway.Agent.Archives;

/// <summary>Decompresses the zstd frames of another source.</summary>
internal sealed unsafe class DecompressingSource(IByteSource source) : IByteSource, IDisposable
{
    private readonly nint _context = Zstd.CreateDecompression();
    private readonly byte[] _input = new byte[128 * 1024];
    private int _start;
    private int _end;
    private bool _insideFrame;

    /// <summary>The last output filled its buffer, so there may be more without any further input.</summary>
    private bool _mayHoldMore;

    /// <exception cref="BadArchiveException">It is no zstd, or ends too early.</exception>
    public int Read(Span<byte> buffer)
    {
        while (true)
        {
            if (_start == _end && !_mayHoldMore)
            {
                _start = 0;
                _end = source.Read(_input);
                if (_end == 0)
                {
                    return !_insideFrame ? 0 : throw new BadArchiveException("The compressed archive ends too early.");
                }
            }

            if (Decompress(buffer) is > 0 and var produced)
            {
                return produced;
            }
        }
    }

    public void Dispose() => _ = Zstd.FreeDecompression(_context);

    private int Decompress(Span<byte> buffer)
    {
        fixed (byte* start = _input, target = buffer)
        {
            var input = new Zstd.Chunk { Start = start, Size = (nuint)_end, Position = (nuint)_start };
            var output = new Zstd.Chunk { Start = target, Size = (nuint)buffer.Length };
            var left = Zstd.Decompress(_context, &output, &input);
            if (Zstd.IsError(left) != 0)
            {
                throw new BadArchiveException("The compressed archive is damaged.");
            }

            _insideFrame = left != 0;
            _start = (int)input.Position;
            _mayHoldMore = output.Position == output.Size && _insideFrame;
            return (int)output.Position;
        }
    }
}
