namespace Slipway.Agent.Archives;

/// <summary>The archive is damaged, or it tries to write outside of its folder.</summary>
internal sealed class BadArchiveException(string message) : Exception(message);
