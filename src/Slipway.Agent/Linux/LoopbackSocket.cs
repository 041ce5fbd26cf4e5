using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Slipway.Agent.Linux;

/// <summary>TCP on 127.0.0.1: a static program has no use for the framework's sockets, which bring a resolver with them.</summary>
internal static unsafe class LoopbackSocket
{
    private const int AddressLength = 16;
    private const int Backlog = 16;

    /// <summary>A descriptor that connections can be accepted from, on a port that the kernel chooses.</summary>
    public static (Descriptor Listener, int Port) Listen()
    {
        var listener = Open();
        var address = stackalloc byte[AddressLength];
        var length = (uint)AddressLength;
        Fill(address, 0);
        return Libc.Bind(listener.Number, address, length) == 0
            && Libc.Listen(listener.Number, Backlog) == 0
            && Libc.GetSocketName(listener.Number, address, &length) == 0
            ? (listener, BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(address + 2, 2)))
            : throw SystemCallException.Last("cannot listen on 127.0.0.1");
    }

    /// <summary>The next connection, whose reads and writes give up after the time; null when there can be no more.</summary>
    public static Descriptor? Accept(Descriptor listener, TimeSpan patience)
    {
        int accepted;
        do
        {
            accepted = Libc.Accept(listener.Number, null, null, Libc.CloseOnExec);
        }
        while (accepted < 0 && Marshal.GetLastPInvokeError() == SystemCallException.Interrupted);

        if (accepted < 0)
        {
            return null;
        }

        var time = new Libc.Time { Seconds = (long)patience.TotalSeconds };
        _ = Libc.SetSocketOption(accepted, Libc.SocketLevel, Libc.ReceiveTimeout, &time, (uint)sizeof(Libc.Time));
        _ = Libc.SetSocketOption(accepted, Libc.SocketLevel, Libc.SendTimeout, &time, (uint)sizeof(Libc.Time));
        return new Descriptor(accepted);
    }

    public static Descriptor Connect(int port)
    {
        var connection = Open();
        var address = stackalloc byte[AddressLength];
        Fill(address, port);
        return Libc.Connect(connection.Number, address, AddressLength) == 0
            ? connection
            : throw SystemCallException.Last($"cannot connect to 127.0.0.1:{port}");
    }

    private static Descriptor Open() => Libc.Socket(Libc.InternetFamily, Libc.StreamSocket | Libc.CloseOnExec, 0) is >= 0 and var socket
        ? new Descriptor(socket)
        : throw SystemCallException.Last("cannot make a socket");

    private static void Fill(byte* address, int port)
    {
        var bytes = new Span<byte>(address, AddressLength);
        bytes.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, Libc.InternetFamily);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)port);
        bytes[4] = 127;
        bytes[7] = 1;
    }
}
