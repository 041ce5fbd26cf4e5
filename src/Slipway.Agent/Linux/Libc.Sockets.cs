using System.Runtime.InteropServices;

namespace Slipway.Agent.Linux;

/// <content>Sockets of IPv4, and those that are files.</content>
internal static unsafe partial class Libc
{
    public const int InternetFamily = 2;
    public const int UnixFamily = 1;
    public const int StreamSocket = 1;
    public const int SocketLevel = 1;
    public const int ReceiveTimeout = 20;
    public const int SendTimeout = 21;
    public const int ShutdownWrites = 1;
    public const int ShutdownBoth = 2;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int kind, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int fd, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    public static partial int Listen(int fd, int waiting);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int fd, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    public static partial int Accept(int fd, byte* address, uint* length, int flags);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(int fd, int how);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    public static partial int GetSocketName(int fd, byte* address, uint* length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetSocketOption(int fd, int level, int name, void* value, uint length);

    /// <summary>The kernel's <c>struct timeval</c> on machines of 64 bits.</summary>
    internal struct Interval
    {
        public long Seconds;
        public long Microseconds;
    }
}
