using Slipway.Execution.Logs;

namespace Slipway.Execution.Steps;

/// <summary>Reads along a step's output, so that a job without an engine is told what it lacks when a client looked for a Docker socket and found none.</summary>
internal sealed class SocketWatch(StepLog log)
{
    public const string Hint = "This job has no Docker Engine: put the step setup_remote_docker before the first docker command.";

    private static readonly byte[] Socket = "/var/run/docker.sock"u8.ToArray();
    private byte[] _end = [];

    /// <summary>Whether the path of the socket was in the output, also when it came in two writes.</summary>
    public bool Seen { get; private set; }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> output, CancellationToken cancellationToken)
    {
        if (!Seen)
        {
            Look(output.Span);
        }

        return log.WriteAsync(output, cancellationToken);
    }

    private void Look(ReadOnlySpan<byte> output)
    {
        byte[] joint = [.. _end, .. output[..Math.Min(output.Length, Socket.Length)]];
        Seen = output.IndexOf(Socket) >= 0 || joint.AsSpan().IndexOf(Socket) >= 0;
        var last = output.Length >= Socket.Length ? output : new ReadOnlySpan<byte>(joint);
        _end = last[Math.Max(0, last.Length - Socket.Length + 1)..].ToArray();
    }
}
