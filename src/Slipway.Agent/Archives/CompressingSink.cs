namespace Slipway.Agent.Archives;

/// <summary>Compresses with zstd, on as many threads as the container has processors, into another sink.</summary>
internal sealed unsafe class CompressingSink : IByteSink, IDisposable
{
    private readonly nint _context = Zstd.CreateCompression();
    private readonly byte[] _output = new byte[128 * 1024];
    private readonly IByteSink _target;

    public CompressingSink(IByteSink target, int level, int workers)
    {
        _target = target;
        _ = Zstd.SetParameter(_context, Zstd.CompressionLevel, level);
        _ = Zstd.SetParameter(_context, Zstd.Checksum, 1);
        if (workers > 1)
        {
            _ = Zstd.SetParameter(_context, Zstd.Workers, workers);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes, output = _output)
        {
            var input = new Zstd.Chunk { Start = start, Size = (nuint)bytes.Length };
            while (input.Position < input.Size)
            {
                _ = Compress(output, &input, Zstd.Continue);
            }
        }
    }

    public void Complete()
    {
        fixed (byte* output = _output)
        {
            var nothing = default(Zstd.Chunk);
            while (Compress(output, &nothing, Zstd.End) > 0)
            {
            }
        }

        _target.Complete();
    }

    public void Dispose() => _ = Zstd.FreeCompression(_context);

    private nuint Compress(byte* output, Zstd.Chunk* input, int mode)
    {
        var chunk = new Zstd.Chunk { Start = output, Size = (nuint)_output.Length };
        var left = Zstd.Compress(_context, &chunk, input, mode);
        if (Zstd.IsError(left) != 0)
        {
            throw new InvalidOperationException("zstd refused to compress.");
        }

        _target.Write(new ReadOnlySpan<byte>(output, (int)chunk.Position));
        return left;
    }
}
