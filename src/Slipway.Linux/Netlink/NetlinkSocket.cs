using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Netlink;

/// <summary>A conversation with a part of the kernel in the network namespace of the thread that opened it. Not for use by several threads at once.</summary>
internal sealed class NetlinkSocket : IDisposable
{
    /// <summary>Links, addresses, routes and neighbours (rtnetlink).</summary>
    public const int Routes = 0;

    /// <summary>The packet filter and the table of connections (nfnetlink).</summary>
    public const int Netfilter = 12;

    private const int FamilyNetlink = 16;
    private const int RawCloseOnExec = 3 | Libc.CloseOnExec;
    private const int HeaderLength = 16;
    private const int NumberLength = sizeof(int);

    /// <summary>Behind the header of an answer about a link.</summary>
    private const int IndexOffset = HeaderLength + 4;

    // Kinds of answers.
    private const ushort Error = 2;
    private const ushort Done = 3;

    /// <summary>The kernel puts no more of a list into one datagram.</summary>
    private const int MostAtOnce = 32 * 1024;

    private readonly SafeFileHandle _socket;
    private uint _sequence;

    public NetlinkSocket(int protocol)
    {
        var descriptor = Libc.Socket(FamilyNetlink, RawCloseOnExec, protocol);
        _socket = descriptor >= 0 ? new(descriptor, ownsHandle: true) : throw new KernelException("open a netlink socket");
    }

    /// <summary>Opens a socket for routes that acts in the network namespace of another process; it stays there when this method is left.</summary>
    public static NetlinkSocket InNamespaceOf(int process) => NetworkNamespace.Run(process, () => new NetlinkSocket(Routes));

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
        return length < HeaderLength + NumberLength ? Marshal.GetLastPInvokeError() : -MemoryMarshal.Read<int>(answer[HeaderLength..]);
    }

    /// <summary>The index of a link, asked for where routes are.</summary>
    /// <exception cref="KernelException">There is none of this name.</exception>
    public int IndexOf(string name)
    {
        var bytes = new NetlinkMessage(NetlinkRequest.GetLink, NetlinkRequest.Ask).Link().Attribute(LinkAttribute.Name, name).Finish(++_sequence);
        Span<byte> answer = stackalloc byte[8192];
        if (Libc.Send(_socket, bytes, bytes.Length, 0) != bytes.Length || Libc.Receive(_socket, answer, answer.Length, 0) < IndexOffset + NumberLength)
        {
            throw new KernelException($"find the link {name}");
        }
        // An error answer has its number where a link has family and type.
        return MemoryMarshal.Read<ushort>(answer[4..]) == Error
            ? throw new KernelException($"find the link {name}", -MemoryMarshal.Read<int>(answer[HeaderLength..]))
            : MemoryMarshal.Read<int>(answer[IndexOffset..]);
    }

    /// <summary>Sends a request for a list; what each answer holds behind its header.</summary>
    /// <param name="what">What it is to do, for the message of the exception.</param>
    /// <param name="message">A request with the dump flag.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public IReadOnlyList<byte[]> List(string what, NetlinkMessage message)
    {
        var bytes = message.Finish(++_sequence);
        if (Libc.Send(_socket, bytes, bytes.Length, 0) != bytes.Length)
        {
            throw new KernelException(what);
        }
        var answers = new List<byte[]>();
        var buffer = new byte[MostAtOnce];
        while (true)
        {
            var length = (int)Libc.Receive(_socket, buffer, buffer.Length, 0);
            var rest = buffer.AsSpan(0, Math.Max(length, 0));
            do
            {
                var size = rest.Length < HeaderLength ? 0 : MemoryMarshal.Read<int>(rest);
                var type = size < HeaderLength || size > rest.Length ? Error : MemoryMarshal.Read<ushort>(rest[4..]);
                if (type == Done)
                {
                    return answers;
                }
                if (type == Error)
                {
                    throw new KernelException(what, size > HeaderLength + NumberLength && size <= rest.Length ? -MemoryMarshal.Read<int>(rest[HeaderLength..]) : Marshal.GetLastPInvokeError());
                }
                answers.Add(rest[HeaderLength..size].ToArray());
                rest = rest[Math.Min(rest.Length, (size + 3) & ~3)..];
            }
            while (rest.Length > 0);
        }
    }

    /// <summary>The name of a link of this network namespace; null: it has gone.</summary>
    public static string? NameOf(int index)
    {
        const int NameLength = 16;
        Span<byte> name = stackalloc byte[NameLength];
        return Libc.NameOfLink((uint)index, name) == 0 ? null : Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]);
    }

    public void Dispose() => _socket.Dispose();
}
