using Slipway.Agent.Frames;

namespace Slipway.Agent.Archives;

/// <summary>Compresses what is written with as many threads as there are processors.</summary>
internal sealed unsafe class ZstdSink : IByteSink, IDisposable
{
    private readonly IByteSink _target;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private void* _context = Zstd.NewCompressor();

    public ZstdSink(IByteSink target, int level)
    {
        _target = target;
        _ = Zstd.SetParameter(_context, Zstd.Level, level);
        _ = Zstd.SetParameter(_context, Zstd.WithChecksum, 1);
        _ = Zstd.SetParameter(_context, Zstd.Workers, System.Environment.ProcessorCount);
    }

    ~ZstdSink() => Free();

    public void Write(ReadOnlySpan<byte> bytes) => Run(bytes, Zstd.Continue);

    public void Complete()
    {
        Run([], Zstd.End);
        _target.Complete();
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        _ = Zstd.FreeCompressor(_context);
        _context = null;
    }

    private void Run(ReadOnlySpan<byte> bytes, int operation)
    {
        fixed (byte* input = bytes, output = _buffer)
        {
            var source = new Zstd.InBuffer { Start = input, Length = (nuint)bytes.Length };
            nuint left;
            do
            {
                var target = new Zstd.OutBuffer { Start = output, Length = (nuint)_buffer.Length };
                left = Zstd.Compress(_context, &target, &source, operation);
                if (Zstd.IsError(left) != 0)
                {
                    throw new IOException("zstd cannot compress, probably for lack of memory.");
                }

                _target.Write(_buffer.AsSpan(0, (int)target.Position));
            }
            while (operation == Zstd.End ? left != 0 : source.Position < source.Length);
        }
    }
}
