using System.Net.Sockets;
using Slipway.Engines.Kernel;
using Slipway.Execution.Agents;

namespace Slipway.Execution.JobSpaces;

/// <summary>The connection to an agent of this machine that does not pass through Docker: a socket in the container's network namespace.</summary>
internal static class DirectLine
{
    /// <summary>What the agent listens on, of the abstract kind.</summary>
    public const string Name = "slipway-agent";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <param name="process">The agent's on this machine.</param>
    /// <param name="attached">The container's standard output: its end is the agent's or Docker's, and the line's with it.</param>
    /// <param name="clock">For the pauses.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="AgentLostException">The agent ended before it listened, or never listens: the image may have put another program in its place.</exception>
    public static async Task<Stream> OpenAsync(int process, ContainerStream attached, TimeProvider clock, CancellationToken cancellationToken)
    {
        var ended = attached.ReadAsync(new byte[1], CancellationToken.None).AsTask();
        var begin = clock.GetTimestamp();
        while (true)
        {
            try
            {
                var line = new NetworkStream(NetworkNamespace.Run(process, Connect), ownsSocket: true);
                // A job whose Docker is gone cannot come to a true end.
                _ = ended.ContinueWith(_ => line.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                return line;
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                if (ended.IsCompleted)
                {
                    throw new AgentLostException("the agent ended before it said anything");
                }

                if (clock.GetElapsedTime(begin) > AgentDeadlines.Hello)
                {
                    throw new AgentLostException($"the agent in the job's container has not listened for {AgentDeadlines.Hello.TotalMinutes:0} minutes");
                }

                // It has not come so far yet.
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    private static Socket Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint("\0" + Name));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
