namespace Slipway.Model.Wire;

/// <summary>Plain bytes: the content of a file, or a piece of it.</summary>
public sealed record ByteList(ReadOnlyMemory<byte> Bytes) : IWireMessage<ByteList>
{
    public void Write(PayloadWriter writer) => writer.Bytes(Bytes.Span);

    public static ByteList Read(PayloadReader reader) => new(reader.Bytes());
}
