namespace Slipway.Model.Wire;

/// <summary>The bytes from the other side are not what the wire format says.</summary>
public sealed class WireException(string message) : Exception(message);
