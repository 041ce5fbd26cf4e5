namespace Slipway.Model.Archives;

/// <summary>Gives bytes in order; blocks until there are some.</summary>
public interface IByteSource
{
    /// <summary>How many bytes were put into the buffer; 0 at the end.</summary>
    int Read(Span<byte> buffer);
}
