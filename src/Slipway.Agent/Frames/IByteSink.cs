namespace Slipway.Agent.Frames;

/// <summary>Takes bytes in order; blocks while its other end is full.</summary>
internal interface IByteSink
{
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Nothing more comes; whatever is held back goes out.</summary>
    void Complete();
}
