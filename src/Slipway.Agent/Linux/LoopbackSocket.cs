using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Slipway.Agent.Linux;

/// <summary>TCP on 127.0.0.1: a static program has no use for the framework's sockets, which bring a resolver with them.</summary>
internal static unsafe class LoopbackSocket
{
    private const int AddressLength = 16;
    private const int Backlog = 1024;

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

    /// <summary>Waits for the next connection.</summary>
    public static AcceptResult Accept(Descriptor listener, out Descriptor? connection)
    {
        var accepted = Libc.Accept(listener.Number, null, null, Libc.CloseOnExec);
        var error = accepted < 0 ? Marshal.GetLastPInvokeError() : 0;
        connection = accepted < 0 ? null : new Descriptor(accepted);
        return error switch
        {
            0 => AcceptResult.Accepted,
            SystemCallException.NoFiles or SystemCallException.NoFilesInSystem or SystemCallException.NoMemory or SystemCallException.NoBuffers => AcceptResult.NoRoom,
            SystemCallException.Invalid or SystemCallException.BadDescriptor => AcceptResult.Closed,
            _ => AcceptResult.Failed,
        };
    }

    /// <summary>Lets reads give up after a time.</summary>
    public static void LimitRead(Descriptor connection, TimeSpan patience) => Limit(connection, Libc.ReceiveTimeout, patience);

    /// <summary>Lets each write give up after a time.</summary>
    public static void LimitWrite(Descriptor connection, TimeSpan patience) => Limit(connection, Libc.SendTimeout, patience);

    private static void Limit(Descriptor connection, int option, TimeSpan patience)
    {
        // A time of nothing would mean for ever.
        var microseconds = Math.Max(1, (long)patience.TotalMicroseconds);
        var time = new Libc.Interval { Seconds = microseconds / 1_000_000, Microseconds = microseconds % 1_000_000 };
        _ = Libc.SetSocketOption(connection.Number, Libc.SocketLevel, option, &time, (uint)sizeof(Libc.Interval));
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

/// <summary>What came of waiting for a connection.</summary>
internal enum AcceptResult
{
    Accepted,

    /// <summary>This one failed; others may not.</summary>
    Failed,

    /// <summary>The machine or the process has no room for another descriptor.</summary>
    NoRoom,

    /// <summary>Nobody listens any more.</summary>
    Closed,
}
