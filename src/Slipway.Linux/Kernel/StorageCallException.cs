using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Slipway.Linux.Kernel;

/// <summary>A system call of the storage failed: which one, on what, with which errno.</summary>
public sealed class StorageCallException(string call, string subject, int error)
    : IOException($"{call} {subject}: {new Win32Exception(error).Message} (errno {error})")
{
    internal const int NoPermission = 1;
    internal const int NoEntry = 2;
    internal const int Exists = 17;
    internal const int NotFolder = 20;
    internal const int Invalid = 22;
    internal const int NoTerminalCall = 25;
    internal const int NoSpace = 28;
    internal const int NotConnected = 107;
    internal const int QuotaExceeded = 122;

    public int Error { get; } = error;

    internal static StorageCallException Last(string call, string subject) => new(call, subject, Marshal.GetLastPInvokeError());
}
