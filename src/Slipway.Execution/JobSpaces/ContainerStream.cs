using Docker.DotNet;
using Slipway.Linux.Streams;

namespace Slipway.Execution.JobSpaces;

/// <summary>
/// A container's standard input and output as one stream: what is read is its standard output; its standard error, where
/// the agent writes when it dies, is kept apart. Disposing closes both.
/// </summary>
public sealed class ContainerStream(MultiplexedStream inner) : PipeLikeStream
{
    private const int MaximumErrors = 16 * 1024;
    private readonly Lock _lock = new();
    private readonly byte[] _errors = new byte[MaximumErrors];
    private int _errorCount;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    /// <summary>The first kilobytes of standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_lock)
            {
                return System.Text.Encoding.UTF8.GetString(_errors, 0, _errorCount).Trim();
            }
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var array = System.Buffers.ArrayPool<byte>.Shared.Rent(buffer.Length);
        try
        {
            var count = await ReadOutputAsync(array, buffer.Length, cancellationToken);
            array.AsSpan(0, count).CopyTo(buffer.Span);
            return count;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(array);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var array = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(buffer, out var segment) ? segment : new ArraySegment<byte>(buffer.ToArray());
        await inner.WriteAsync(array.Array!, array.Offset, array.Count, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<int> ReadOutputAsync(byte[] array, int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await inner.ReadOutputAsync(array, 0, count, cancellationToken);
            if (read.EOF || read.Target != MultiplexedStream.TargetStream.StandardError)
            {
                return read.Count;
            }

            lock (_lock)
            {
                var taken = Math.Min(read.Count, MaximumErrors - _errorCount);
                array.AsSpan(0, taken).CopyTo(_errors.AsSpan(_errorCount));
                _errorCount += taken;
            }
        }
    }
}
