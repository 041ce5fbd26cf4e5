using System.Buffers.Binary;

namespace Slipway.Model.Wire;

/// <summary>The nine bytes in front of every frame: payload length, kind, channel; little endian.</summary>
public readonly record struct FrameHeader(FrameKind Kind, int Channel, int Length)
{
    public const int Size = 9;

    /// <summary>No frame carries more; a longer one is a broken stream.</summary>
    public const int MaximumLength = 32 * 1024 * 1024;

    /// <summary>Data frames are cut to this many bytes, so that channels take turns.</summary>
    public const int DataLength = 64 * 1024;

    /// <summary>What a sender of data may have on its way before the receiver grants more.</summary>
    public const int Window = 1024 * 1024;

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, Length);
        target[4] = (byte)Kind;
        BinaryPrimitives.WriteInt32LittleEndian(target[5..], Channel);
    }

    /// <exception cref="WireException">The length cannot be that of a frame.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> source)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(source);
        if (length is < 0 or > MaximumLength)
        {
            throw new WireException($"A frame cannot have {length} bytes: the stream is no agent connection, or broken.");
        }

        return new FrameHeader((FrameKind)source[4], BinaryPrimitives.ReadInt32LittleEndian(source[5..]), length);
    }
}
