using Slipway.Linux.Streams;
using Slipway.Model.Archives;

namespace Slipway.Execution.Archives;

/// <summary>The content of an archive's entry at hand, for what reads streams.</summary>
internal sealed class EntryContent(TarReader archive) : PipeLikeStream
{
    public override bool CanRead => true;

    public override int Read(Span<byte> buffer)
    {
        var content = archive.ReadContent(buffer.Length);
        content.CopyTo(buffer);
        return content.Length;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));
}
