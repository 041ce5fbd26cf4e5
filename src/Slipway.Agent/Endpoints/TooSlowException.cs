using Slipway.Agent.Frames;

namespace Slipway.Agent.Endpoints;

/// <summary>A client has not sent its request in time.</summary>
internal sealed class TooSlowException() : InvalidRequestException("The request takes too long.");
