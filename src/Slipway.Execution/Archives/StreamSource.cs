using Slipway.Model.Archives;

namespace Slipway.Execution.Archives;

/// <summary>An archive that is a stream of this machine's.</summary>
/// <param name="stream">A file's, or what is decompressed of one.</param>
/// <param name="cancellationToken">Asked before each piece.</param>
internal sealed class StreamSource(Stream stream, CancellationToken cancellationToken) : IByteSource
{
    public int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return stream.Read(buffer);
    }
}
