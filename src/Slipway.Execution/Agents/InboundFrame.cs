using System.Buffers;
using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>What came in a frame, or in several of data, with its own copy of the payload, which is given back to the pool when disposed.</summary>
internal sealed class InboundFrame : IDisposable
{
    private byte[] _payload;

    public InboundFrame(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        Kind = kind;
        Length = payload.Length;
        _payload = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(_payload);
    }

    public FrameKind Kind { get; }

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Payload => _payload.AsMemory(0, Length);

    /// <summary>Adds the data of a later frame, so that what is not taken costs its bytes and not a frame for each of them.</summary>
    /// <returns>False: it is no data, or too much for one frame.</returns>
    public bool TryAppend(InboundFrame later)
    {
        if (Kind != FrameKind.Data || later.Kind != FrameKind.Data || Length + later.Length > FrameHeader.DataLength)
        {
            return false;
        }

        if (Length + later.Length > _payload.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(2 * (Length + later.Length));
            Payload.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_payload);
            _payload = larger;
        }

        later.Payload.CopyTo(_payload.AsMemory(Length));
        Length += later.Length;
        return true;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_payload);
        _payload = [];
    }
}
