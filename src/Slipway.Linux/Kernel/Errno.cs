namespace Slipway.Linux.Kernel;

/// <summary>The kernel's numbers of what a call can fail with, as far as anybody asks for them.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int NotThere = 2;
    public const int NoSuchProcess = 3;
    public const int Interrupted = 4;

    /// <summary>ENXIO: nobody is behind a device, a pipe or a socket.</summary>
    public const int NobodyBehind = 6;

    public const int TryAgain = 11;
    public const int Busy = 16;
    public const int AlreadyThere = 17;
    public const int OtherDevice = 18;
    public const int NoSuchDevice = 19;
    public const int NoFolder = 20;
    public const int Invalid = 22;
    public const int NoSuchCall = 38;
    public const int MeetsLink = 40;
    public const int NotSupported = 95;
}
