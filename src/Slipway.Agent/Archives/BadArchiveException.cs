namespace Slipway.Agent.Archives;

/// <summary>The archive that was sent is damaged, or tried to leave its directory.</summary>
internal sealed class BadArchiveException(string message) : Exception(message);
