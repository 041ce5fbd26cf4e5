using Slipway.Execution.Logs;
using Slipway.Model.Plans;

namespace Slipway.Execution.Steps;

/// <summary>Reads along a step's output, so that a job without an engine is told what it lacks when a client looked for a Docker socket and found none.</summary>
internal sealed class SocketWatch(StepLog log)
{
    private static readonly byte[] Socket = "/var/run/docker.sock"u8.ToArray();
    private byte[] _end = [];

    /// <summary>Whether the path of the socket was in the output, also when it came in two writes.</summary>
    public bool Seen { get; private set; }

    /// <summary>What a step is told that looked for the socket and has no engine.</summary>
    public static string Hint(JobPlan job, StepPlan step) =>
        job.Steps.TakeWhile(before => !ReferenceEquals(before, step)).Any(before => before is SetupRemoteDockerStep)
            ? "This step has no Docker Engine: the step setup_remote_docker before it was skipped, because the job had failed by then. Put setup_remote_docker before what may fail."
            : job.Steps.Any(other => other is SetupRemoteDockerStep)
                ? "This step has no Docker Engine yet: the step setup_remote_docker comes after it. Put it before the first docker command."
                : "This job has no Docker Engine: put the step setup_remote_docker before the first docker command.";

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
