using System.Text;

namespace Slipway.Agent.Linux;

/// <summary>
/// A socket in the container's network namespace through which a runner that is root on the container's machine speaks to the agent, instead of over
/// standard input and output, which pass through Docker. The agent listens before anything else runs in the container, and for one connection only.
/// </summary>
internal static unsafe class DirectLine
{
    private const int LocalFamily = 1;

    /// <summary>Waits for the runner.</summary>
    /// <param name="name">Of the abstract kind: it lives in the namespace and in no folder.</param>
    /// <returns>Null: standard input has ended, so there is no runner any more.</returns>
    /// <exception cref="SystemCallException">The name is taken.</exception>
    public static Descriptor? Await(string name)
    {
        using var listener = Listen(name);
        var sources = stackalloc Libc.PollEntry[2];
        sources[0] = new() { Descriptor = listener.Number, Wanted = Libc.PollIn };
        sources[1] = new() { Descriptor = 0, Wanted = Libc.PollIn };
        while (true)
        {
            _ = Libc.Poll(sources, 2, -1);
            if (sources[0].Seen != 0)
            {
                return Libc.Accept(listener.Number, null, null, Libc.CloseOnExec) is >= 0 and var connection ? new Descriptor(connection) : null;
            }

            if (sources[1].Seen != 0)
            {
                return null;
            }
        }
    }

    private static Descriptor Listen(string name)
    {
        var listener = new Descriptor(Libc.Socket(LocalFamily, Libc.StreamSocket | Libc.CloseOnExec, 0));
        // struct sockaddr_un: the family, then a zero byte and the name.
        var bytes = stackalloc byte[3 + Encoding.UTF8.GetMaxByteCount(name.Length)];
        *(ushort*)bytes = LocalFamily;
        bytes[2] = 0;
        var length = 3 + Encoding.UTF8.GetBytes(name, new Span<byte>(bytes + 3, Encoding.UTF8.GetMaxByteCount(name.Length)));
        return Libc.Bind(listener.Number, bytes, (uint)length) == 0 && Libc.Listen(listener.Number, 1) == 0
            ? listener
            : throw SystemCallException.Last($"cannot listen on {name}");
    }
}
