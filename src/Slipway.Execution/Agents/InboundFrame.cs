using System.Buffers;
using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>A received frame with its own copy of the payload, given back to the pool when disposed.</summary>
internal sealed class InboundFrame : IDisposable
{
    private byte[] _payload;

    public InboundFrame(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        Header = header;
        _payload = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(_payload);
    }

    public FrameHeader Header { get; }

    public ReadOnlyMemory<byte> Payload => _payload.AsMemory(0, Header.Length);

    public T Decode<T>()
        where T : IWireMessage<T> => PayloadReader.Decode<T>(Payload);

    public int Number() => new PayloadReader(Payload).Number();

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_payload);
        _payload = [];
    }
}
