namespace Slipway.Linux.Failures;

/// <summary>Docker, an engine, a registry or the machine failed, not the user's step; the message names the cause and the way out.</summary>
public class InfrastructureException(string message, Exception? inner = null) : Exception(message, inner);
