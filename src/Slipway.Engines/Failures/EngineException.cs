namespace Slipway.Engines.Failures;

/// <summary>An engine could not be made or used; the message names the cause and the way out.</summary>
public class EngineException(string message, Exception? inner = null) : Exception(message, inner);
