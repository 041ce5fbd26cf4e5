using System.Buffers.Binary;
using System.Text;

namespace Slipway.Model.Wire;

/// <summary>Reads what a <see cref="PayloadWriter"/> wrote, in the same order.</summary>
public sealed class PayloadReader(ReadOnlyMemory<byte> payload)
{
    private int _position;

    /// <exception cref="WireException">The payload is no <typeparamref name="T"/>, or more than that.</exception>
    public static T Decode<T>(ReadOnlyMemory<byte> payload)
        where T : IWireMessage<T>
    {
        var reader = new PayloadReader(payload);
        var message = T.Read(reader);
        return reader._position == payload.Length ? message : throw new WireException("The payload goes on after its end.");
    }

    public bool Boolean() => Take(1)[0] != 0;

    public int Number() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long BigNumber() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public string Text() => OptionalText() ?? throw new WireException("A text is missing in the payload.");

    public string? OptionalText()
    {
        var length = Number();
        return length < 0 ? null : Encoding.UTF8.GetString(Take(length));
    }

    public byte[] Bytes() => Take(Number()).ToArray();

    public IReadOnlyList<string> Texts()
    {
        var values = new string[Count()];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Text();
        }

        return values;
    }

    public IReadOnlyDictionary<string, string?> Pairs()
    {
        var count = Count();
        var values = new Dictionary<string, string?>(count);
        for (var i = 0; i < count; i++)
        {
            values[Text()] = OptionalText();
        }

        return values;
    }

    private int Count()
    {
        // Each element takes at least the four bytes of its length, so a larger count is a lie.
        var count = Number();
        return count >= 0 && count <= (payload.Length - _position) / sizeof(int)
            ? count
            : throw new WireException($"A list in the payload claims {count} elements.");
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > payload.Length - _position)
        {
            throw new WireException("The payload ends too early.");
        }

        var taken = payload.Span.Slice(_position, length);
        _position += length;
        return taken;
    }
}
