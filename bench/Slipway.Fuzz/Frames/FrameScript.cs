using System.Buffers;
using System.Buffers.Binary;
using Slipway.Model.Wire;

namespace Slipway.Fuzz.Frames;

/// <summary>What an agent says, frame by frame, as the bytes of its connection.</summary>
internal sealed class FrameScript(Random random)
{
    private const int LastKind = 26;
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public static AgentHello HonestHello { get; } = new()
    {
        ProcessId = 1,
        UserId = 0,
        GroupId = 0,
        User = "root",
        Home = "/root",
        DefaultShell = "/bin/bash",
        TaskDirectory = "/tmp/task",
        BashEnvironmentFile = "/tmp/env",
        Architecture = "linux-amd64-6_85",
    };

    /// <summary>No frame after this one is sure to be read as one.</summary>
    public bool IsGarbled { get; private set; }

    /// <summary>Something was said that must break the connection off.</summary>
    public bool MustBreak { get; private set; }

    public ReadOnlyMemory<byte> Take()
    {
        var bytes = _bytes.WrittenSpan.ToArray();
        _bytes.Clear();
        return bytes;
    }

    public void Say<T>(FrameKind kind, int channel, T message)
        where T : IWireMessage<T> => Frame(kind, channel, PayloadWriter.Encode(message).Span);

    public void SayNumber(FrameKind kind, int channel, int number)
    {
        Span<byte> payload = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(payload, number);
        Frame(kind, channel, payload);
    }

    public void SayData(int channel, int length) => Frame(FrameKind.Data, channel, new byte[length]);

    public void Frame(FrameKind kind, int channel, ReadOnlySpan<byte> payload)
    {
        Header(kind, channel, payload.Length);
        _bytes.Write(payload);
    }

    /// <summary>From here on the connection must not hold, if all before it was read.</summary>
    public void Break() => MustBreak |= !IsGarbled;

    /// <summary>Any kind on any channel with any bytes.</summary>
    public void SayAnything(int channels)
    {
        var channel = random.Next(8) == 0 ? random.Next(int.MinValue, int.MaxValue) : random.Next(channels + 2);
        Frame((FrameKind)random.Next(LastKind), channel, Bytes(random.Next(4) == 0 ? random.Next(70_000) : random.Next(64)));
    }

    /// <summary>A header that promises another length than what follows.</summary>
    public void Lie(int channel)
    {
        Header((FrameKind)random.Next(LastKind), channel, random.Next(3) switch
        {
            0 => random.Next(int.MinValue, int.MaxValue),
            1 => random.Next(FrameHeader.MaximumLength),
            _ => random.Next(200),
        });
        IsGarbled = true;
        _bytes.Write(Bytes(random.Next(200)));
    }

    /// <summary>Bytes that are no frame.</summary>
    public void Babble()
    {
        IsGarbled = true;
        _bytes.Write(Bytes(random.Next(400)));
    }

    /// <summary>A text of a stranger's: escapes, line ends, characters that nothing can show.</summary>
    public string Text()
    {
        const string Letters = "ab/ \u001b]52;c;x\u0007\r\n\0\u009b31m\u202e\u2028\ud83d\udca5\ud800";
        return string.Create(random.Next(40), random, (span, numbers) =>
        {
            foreach (ref var letter in span)
            {
                letter = Letters[numbers.Next(Letters.Length)];
            }
        });
    }

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private void Header(FrameKind kind, int channel, int length)
    {
        Span<byte> header = stackalloc byte[FrameHeader.Size];
        new FrameHeader(kind, channel, length).Write(header);
        _bytes.Write(header);
    }
}
