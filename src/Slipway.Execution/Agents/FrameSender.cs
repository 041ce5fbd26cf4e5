using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>Writes whole frames to the agent, one at a time, for any number of callers.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Who comes after the end still waits for a turn, and learns from the stream that it has ended.")]
internal sealed class FrameSender(Stream stream)
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <exception cref="AgentLostException">The stream does not take it.</exception>
    public async ValueTask SendAsync(FrameKind kind, int channel, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var frame = ArrayPool<byte>.Shared.Rent(FrameHeader.Size + payload.Length);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            new FrameHeader(kind, channel, payload.Length).Write(frame);
            payload.CopyTo(frame.AsMemory(FrameHeader.Size));

            // Half a frame would garble all that follows, so once begun it is not canceled.
            await stream.WriteAsync(frame.AsMemory(0, FrameHeader.Size + payload.Length), CancellationToken.None);
            await stream.FlushAsync(CancellationToken.None);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw new AgentLostException(failure.Message);
        }
        finally
        {
            _turn.Release();
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    public ValueTask SendNumberAsync(FrameKind kind, int channel, int number, CancellationToken cancellationToken)
    {
        var writer = new PayloadWriter();
        writer.Number(number);
        return SendAsync(kind, channel, writer.Written, cancellationToken);
    }
}
