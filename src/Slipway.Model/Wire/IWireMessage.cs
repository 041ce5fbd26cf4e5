namespace Slipway.Model.Wire;

/// <summary>A payload that writes itself and reads itself back, field by field in the same order.</summary>
public interface IWireMessage<TSelf>
    where TSelf : IWireMessage<TSelf>
{
    void Write(PayloadWriter writer);

    /// <exception cref="WireException">The payload is too short or malformed.</exception>
    static abstract TSelf Read(PayloadReader reader);
}
