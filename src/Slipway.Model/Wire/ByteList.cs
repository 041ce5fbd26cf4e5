namespace Slipway.Model.Wire;

/// <summary>Plain bytes: a small file's content or a checksum.</summary>
public sealed record ByteList(ReadOnlyMemory<byte> Bytes) : IWireMessage<ByteList>
{
    public void Write(PayloadWriter writer) => writer.Bytes(Bytes.Span);

    public static ByteList Read(PayloadReader reader) => new(reader.Bytes());
}
