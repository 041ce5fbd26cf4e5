using System.Buffers;
using System.IO.Pipelines;

namespace Slipway.Engines.Api;

/// <summary>Reads lines from somebody who may never end one: a line over the limit ends the reading.</summary>
public sealed class BoundedLines(Stream stream, int mostBytes) : IAsyncDisposable
{
    private readonly PipeReader _reader = PipeReader.Create(stream);

    /// <summary>The next line, without its end.</summary>
    /// <returns>Null: there is no more, or a line is longer than may be.</returns>
    public async Task<byte[]?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _reader.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = read.Buffer.Slice(0, end).ToArray();
                _reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            if (read.IsCompleted || read.Buffer.Length > mostBytes)
            {
                return null;
            }

            _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public ValueTask DisposeAsync() => _reader.CompleteAsync();
}
