using System.Text;

namespace Slipway.Agent.Linux;

/// <summary>Sockets of the machine's own: files, or names of the abstract kind, which live in a network namespace and in no folder.</summary>
internal static unsafe class UnixSocket
{
    private const int LongestName = 107;
    private const int Backlog = 128;
    private const int Everybody = 0x1B6; // 0666

    /// <summary>A descriptor that connections can be accepted from.</summary>
    /// <param name="path">Where nothing is yet; everybody may connect.</param>
    /// <exception cref="SystemCallException">It cannot be made there.</exception>
    public static Descriptor ListenAt(string path)
    {
        var listener = Listen(path, path + "\0");
        File.SetUnixFileMode(path, (UnixFileMode)Everybody);
        return listener;
    }

    /// <summary>The same by a name of the abstract kind.</summary>
    public static Descriptor ListenAs(string name) => Listen(name, "\0" + name);

    /// <summary>Waits for the next connection.</summary>
    /// <param name="stop">A descriptor that ends the wait once it can be read.</param>
    /// <returns>Null: the wait has ended.</returns>
    public static Descriptor? Accept(Descriptor listener, int stop)
    {
        var sources = stackalloc Libc.PollEntry[2];
        while (true)
        {
            sources[0] = new() { Descriptor = listener.Number, Wanted = Libc.PollIn };
            sources[1] = new() { Descriptor = stop, Wanted = Libc.PollIn };
            _ = Libc.Poll(sources, 2, -1);

            // Somebody else who waits may have been quicker.
            if (sources[0].Seen != 0 && Libc.Accept(listener.Number, null, null, Libc.CloseOnExec) is >= 0 and var connection)
            {
                return new Descriptor(connection);
            }

            if (sources[1].Seen != 0)
            {
                return null;
            }
        }
    }

    private static Descriptor Listen(string name, string address)
    {
        var text = Encoding.UTF8.GetBytes(address);
        var listener = new Descriptor(Libc.Socket(Libc.UnixFamily, Libc.StreamSocket | Libc.CloseOnExec | Libc.NonBlocking, 0));

        // struct sockaddr_un: the family, then the address.
        var bytes = stackalloc byte[sizeof(ushort) + LongestName + 1];
        *(ushort*)bytes = Libc.UnixFamily;
        if (text.Length <= LongestName + 1)
        {
            text.CopyTo(new Span<byte>(bytes + sizeof(ushort), text.Length));
            if (Libc.Bind(listener.Number, bytes, (uint)(sizeof(ushort) + text.Length)) == 0 && Libc.Listen(listener.Number, Backlog) == 0)
            {
                return listener;
            }
        }

        listener.Dispose();
        throw SystemCallException.Last($"cannot listen on {name}");
    }
}
