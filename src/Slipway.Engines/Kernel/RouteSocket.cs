using System.Runtime.InteropServices;

namespace Slipway.Engines.Kernel;

/// <summary>A conversation with rtnetlink in the network namespace of the thread that opened it. Not for use by several threads at once.</summary>
internal sealed class RouteSocket : IDisposable
{
    private const int FamilyNetlink = 16;
    private const int RawCloseOnExec = 3 | Libc.OpenCloseOnExec;
    private readonly int _socket;
    private uint _sequence;

    public RouteSocket()
    {
        _socket = Libc.Socket(FamilyNetlink, RawCloseOnExec, 0);
        if (_socket < 0)
        {
            throw new KernelException("open a netlink socket");
        }
    }

    /// <summary>Opens a socket that acts in the network namespace of another process; it stays there when this method is left.</summary>
    public static RouteSocket InNamespaceOf(int process) => NetworkNamespace.Run(process, () => new RouteSocket());

    /// <summary>Sends a request and waits for the kernel's acknowledgement.</summary>
    /// <param name="what">What it is to do, for the message of the exception.</param>
    /// <param name="message">A request with the acknowledge flag.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public void Do(string what, NetlinkMessage message)
    {
        if (Try(message) is var code and not 0)
        {
            throw new KernelException(what, code);
        }
    }

    /// <summary>Sends a request; the kernel's error number, 0 when it was done.</summary>
    public int Try(NetlinkMessage message)
    {
        var bytes = message.Finish(++_sequence);
        if (Libc.Send(_socket, bytes, bytes.Length, 0) != bytes.Length)
        {
            return Marshal.GetLastPInvokeError();
        }
        Span<byte> answer = stackalloc byte[4096];
        var length = Libc.Receive(_socket, answer, answer.Length, 0);
        return length < 20 ? Marshal.GetLastPInvokeError() : -MemoryMarshal.Read<int>(answer[16..]);
    }

    /// <summary>The index of a link.</summary>
    /// <exception cref="KernelException">There is none of this name.</exception>
    public int IndexOf(string name)
    {
        const ushort GetLink = 18;
        var bytes = new NetlinkMessage(GetLink, 1).Link().Attribute(3, name).Finish(++_sequence);
        Span<byte> answer = stackalloc byte[8192];
        if (Libc.Send(_socket, bytes, bytes.Length, 0) != bytes.Length || Libc.Receive(_socket, answer, answer.Length, 0) < 24)
        {
            throw new KernelException($"find the link {name}");
        }
        // An error answer has its number where a link has family and type.
        return MemoryMarshal.Read<ushort>(answer[4..]) == 2
            ? throw new KernelException($"find the link {name}", -MemoryMarshal.Read<int>(answer[16..]))
            : MemoryMarshal.Read<int>(answer[20..]);
    }

    public void Dispose() => _ = Libc.Close(_socket);
}
