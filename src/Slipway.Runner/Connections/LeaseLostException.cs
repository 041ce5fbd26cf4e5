namespace Slipway.Runner.Connections;

/// <summary>The server says that the runner does not have the assignment any more.</summary>
public sealed class LeaseLostException(string message) : Exception(message);
