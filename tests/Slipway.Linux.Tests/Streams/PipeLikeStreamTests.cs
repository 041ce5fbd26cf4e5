using System.Text;
using Slipway.Linux.Streams;

#pragma warning disable CA1835, CA1849 // Each overload is what is tested.

namespace Slipway.Linux.Tests.Streams;

public sealed class PipeLikeStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_reads_at_once_is_read_in_every_way()
    {
        await using var stream = new AtOnce("abcdefgh");
        var bytes = new byte[2];
        Assert.Equal(2, stream.Read(bytes, 0, 2));
        Assert.Equal("ab"u8, bytes);
        Assert.Equal(2, stream.Read(bytes.AsSpan()));
        Assert.Equal("cd"u8, bytes);
        Assert.Equal(2, await stream.ReadAsync(bytes.AsMemory(), Token));
        Assert.Equal("ef"u8, bytes);
        Assert.Equal('g', stream.ReadByte());
        using var rest = new StreamReader(stream, Encoding.ASCII);
        Assert.Equal("h", await rest.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task What_writes_at_once_is_written_in_every_way()
    {
        await using var stream = new AtOnce("");
        stream.Write("ab"u8.ToArray(), 0, 2);
        stream.Write("cd"u8);
        await stream.WriteAsync("ef"u8.ToArray(), Token);
        stream.WriteByte((byte)'g');
        await stream.FlushAsync(Token);
        Assert.Equal("abcdefg", stream.Said.ToString());
    }

    [Fact]
    public async Task What_is_awaited_is_so_by_arrays_too()
    {
        await using var stream = new Awaited();
        var bytes = new byte[4];
        Assert.Equal(3, await stream.ReadAsync(bytes, 1, 3, Token));
        await stream.WriteAsync(bytes, 1, 2, Token);
        Assert.Equal([0, 7, 7, 7], bytes);
        Assert.Equal([7, 7], stream.Written);
        Assert.Throws<NotSupportedException>(() => stream.Read(bytes, 0, 1));
        Assert.Throws<NotSupportedException>(() => stream.Write(bytes, 0, 1));
    }

    [Fact]
    public async Task All_that_is_not_written_down_is_refused()
    {
        await using var stream = new Nothing();
        Assert.False(stream.CanRead || stream.CanSeek || stream.CanWrite);
        Assert.Throws<NotSupportedException>(() => stream.Length);
        Assert.Throws<NotSupportedException>(() => stream.Position);
        Assert.Throws<NotSupportedException>(() => stream.Position = 1);
        Assert.Throws<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(1));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await stream.ReadExactlyAsync(new byte[1], Token));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await stream.WriteAsync(new byte[1], Token));
    }

    private sealed class Nothing : PipeLikeStream;

    private sealed class AtOnce(string text) : PipeLikeStream
    {
        private int _read;

        public StringBuilder Said { get; } = new();

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override int Read(Span<byte> buffer)
        {
            var count = Encoding.ASCII.GetBytes(text.AsSpan(_read, Math.Min(buffer.Length, text.Length - _read)), buffer);
            _read += count;
            return count;
        }

        public override void Write(ReadOnlySpan<byte> buffer) => Said.Append(Encoding.ASCII.GetString(buffer));
    }

    private sealed class Awaited : PipeLikeStream
    {
        public byte[] Written { get; private set; } = [];

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            buffer.Span.Fill(7);
            return buffer.Length;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            Written = buffer.ToArray();
        }
    }
}
