using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Slipway.Model.Wire;

/// <summary>Builds the payload of one frame.</summary>
public sealed class PayloadWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public static ReadOnlyMemory<byte> Encode<T>(T message)
        where T : IWireMessage<T>
    {
        var writer = new PayloadWriter();
        message.Write(writer);
        return writer.Written;
    }

    public void Boolean(bool value)
    {
        _buffer.GetSpan(1)[0] = value ? (byte)1 : (byte)0;
        _buffer.Advance(1);
    }

    public void Number(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetSpan(sizeof(int)), value);
        _buffer.Advance(sizeof(int));
    }

    public void BigNumber(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(sizeof(long)), value);
        _buffer.Advance(sizeof(long));
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Number(-1);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Number(length);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(length);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        _buffer.Write(value);
    }

    public void Texts(IReadOnlyCollection<string> values)
    {
        Number(values.Count);
        foreach (var value in values)
        {
            Text(value);
        }
    }

    public void Pairs(IReadOnlyDictionary<string, string?> values)
    {
        Number(values.Count);
        foreach (var (name, value) in values)
        {
            Text(name);
            Text(value);
        }
    }
}
