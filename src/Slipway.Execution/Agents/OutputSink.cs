namespace Slipway.Execution.Agents;

/// <summary>
/// Takes the bytes of a stream piece by piece, in order, one call at a time. The memory is only valid during the call.
/// While it has not finished, the agent is held back, so a slow sink slows the process down and costs no memory.
/// </summary>
public delegate ValueTask OutputSink(ReadOnlyMemory<byte> output, CancellationToken cancellationToken);
