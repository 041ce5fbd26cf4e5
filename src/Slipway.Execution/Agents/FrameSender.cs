using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Slipway.Model.Texts;
using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>Writes whole frames to the agent, one at a time, for any number of callers. An agent that takes nothing for too long has ended the connection.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Who comes after the end still waits for a turn, and learns from the stream that it has ended.")]
internal sealed class FrameSender(Stream stream, TimeProvider clock)
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile bool _isStuck;

    /// <exception cref="AgentException">No frame is so long; nothing was sent.</exception>
    /// <exception cref="AgentLostException">The stream does not take it.</exception>
    public async ValueTask SendAsync(FrameKind kind, int channel, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (payload.Length > FrameHeader.MaximumLength)
        {
            throw new AgentException(AgentFailureKind.Other, $"the request has {ByteText.Of(payload.Length)}, and the agent takes at most {ByteText.Of(FrameHeader.MaximumLength)}");
        }

        var frame = ArrayPool<byte>.Shared.Rent(FrameHeader.Size + payload.Length);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            new FrameHeader(kind, channel, payload.Length).Write(frame);
            payload.CopyTo(frame.AsMemory(FrameHeader.Size));
            await WriteAsync(frame.AsMemory(0, FrameHeader.Size + payload.Length));
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw new AgentLostException(failure.Message);
        }
        finally
        {
            _turn.Release();
            if (!_isStuck)
            {
                ArrayPool<byte>.Shared.Return(frame);
            }
        }
    }

    public ValueTask SendNumberAsync(FrameKind kind, int channel, int number, CancellationToken cancellationToken)
    {
        var writer = new PayloadWriter();
        writer.Number(number);
        return SendAsync(kind, channel, writer.Written, cancellationToken);
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> frame)
    {
        if (_isStuck)
        {
            throw Stuck();
        }

        // Half a frame would garble all that follows, so once begun it is not canceled.
        var writing = stream.WriteAsync(frame, CancellationToken.None);
        try
        {
            if (writing.IsCompleted)
            {
                await writing;
            }
            else
            {
                await writing.AsTask().WaitAsync(AgentDeadlines.Write, clock);
            }

            await stream.FlushAsync(CancellationToken.None).WaitAsync(AgentDeadlines.Write, clock);
        }
        catch (TimeoutException)
        {
            // The write goes on, and its bytes with it, until the stream is closed.
            _isStuck = true;
            throw Stuck();
        }
    }

    private static AgentLostException Stuck() =>
        new($"the agent in the job's container has taken nothing for {DurationText.Of(AgentDeadlines.Write)}");
}
