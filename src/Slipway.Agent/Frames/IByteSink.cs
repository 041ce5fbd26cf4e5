namespace Slipway.Agent.Frames;

/// <summary>Takes bytes in order; blocks while its other end is full.</summary>
internal interface IByteSink
{
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Nothing more comes; whatever is held back goes out.</summary>
    void Complete();
}

/// <summary>Gives bytes in order; blocks until there are some.</summary>
internal interface IByteSource
{
    /// <summary>How many bytes were put into the buffer; 0 at the end.</summary>
    int Read(Span<byte> buffer);
}
