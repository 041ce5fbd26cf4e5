using System.Net.Sockets;
using Slipway.Execution.Agents;
using Slipway.Linux.Netlink;
using Slipway.Model.Texts;

namespace Slipway.Execution.JobSpaces;

/// <summary>The connection to an agent of this machine that does not pass through Docker: a socket in the container's network namespace.</summary>
internal static class DirectLine
{
    /// <summary>What the agent listens on, of the abstract kind.</summary>
    public const string Name = "slipway-agent";

    /// <summary>An agent listens a few milliseconds after its start. Each attempt is a thread in another network namespace: they become fewer with the time that has gone.</summary>
    private const int ShareOfPause = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Also where somebody listens but does not take it, which the agent does at once.</summary>
    private static readonly TimeSpan LongPause = TimeSpan.FromMilliseconds(50);

    /// <param name="process">The agent's on this machine.</param>
    /// <param name="attached">The container's standard output: its end is the agent's or Docker's, and the line's with it.</param>
    /// <exception cref="AgentLostException">The agent ended before it listened, or never listens: the image may have put another program in its place.</exception>
    public static Task<Stream> OpenAsync(int process, ContainerStream attached, TimeProvider clock, CancellationToken cancellationToken) =>
        OpenAsync(() => NetworkNamespace.Run(process, () => Connect(Name)), attached.ReadAsync(new byte[1], CancellationToken.None).AsTask(), clock, cancellationToken);

    /// <param name="connect">Throws where nobody takes it.</param>
    /// <param name="ended">Completes when the container's standard output ends.</param>
    internal static async Task<Stream> OpenAsync(Func<Socket> connect, Task ended, TimeProvider clock, CancellationToken cancellationToken)
    {
        var begin = clock.GetTimestamp();
        using var pauses = new PeriodicTimer(Pause, clock);
        while (true)
        {
            try
            {
                var line = new NetworkStream(connect(), ownsSocket: true);
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

                var waited = clock.GetElapsedTime(begin);
                if (waited > AgentDeadlines.Hello)
                {
                    throw new AgentLostException($"the agent in the job's container has not listened for {DurationText.Of(AgentDeadlines.Hello)}");
                }

                // It has not come so far yet.
                pauses.Period = IsFull(exception) ? LongPause : PauseAfter(waited);
                await pauses.WaitForNextTickAsync(cancellationToken);
            }
        }
    }

    private static TimeSpan PauseAfter(TimeSpan waited) =>
        TimeSpan.FromTicks(Math.Clamp(waited.Ticks / ShareOfPause, Pause.Ticks, LongPause.Ticks));

    private static bool IsFull(Exception failure) => failure is SocketException { SocketErrorCode: SocketError.WouldBlock };

    /// <summary>Never waits: where the listener's queue is full, which an image's own program can see to, it fails like where nobody listens.</summary>
    /// <exception cref="SocketException">Nobody listens, or not for one more.</exception>
    internal static Socket Connect(string name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint("\0" + name));
            socket.Blocking = true;
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
