namespace Slipway.Agent.Frames;

/// <summary>What the runner asked for makes no sense in this container.</summary>
internal class InvalidRequestException(string message) : Exception(message);
