using System.Runtime.InteropServices;
using Slipway.Model.Wire;

namespace Slipway.Agent.Linux;

/// <summary>The kernel refused something, in words that name what was tried.</summary>
internal sealed class SystemCallException(string attempt, int error) : Exception($"{attempt}: {Describe(error)}")
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int InputOutput = 5;
    public const int BadDescriptor = 9;
    public const int NoChild = 10;
    public const int TryAgain = 11;
    public const int NoMemory = 12;
    public const int AccessDenied = 13;
    public const int Exists = 17;
    public const int NotDirectory = 20;
    public const int IsDirectory = 21;
    public const int Invalid = 22;
    public const int NoFilesInSystem = 23;
    public const int NoFiles = 24;
    public const int NoSpace = 28;
    public const int NoBuffers = 105;
    public const int QuotaExceeded = 122;
    public const int Loop = 40;

    public int Error { get; } = error;

    public AgentFailureKind Kind => Error switch
    {
        NoEntry or NotDirectory => AgentFailureKind.NotFound,
        NotPermitted or AccessDenied or 30 => AgentFailureKind.Denied,
        NoSpace or QuotaExceeded => AgentFailureKind.NoSpace,
        _ => AgentFailureKind.Other,
    };

    public static SystemCallException Last(string attempt) => new(attempt, Marshal.GetLastPInvokeError());

    private static string Describe(int error) => error switch
    {
        NoEntry => "no such file or directory",
        NotPermitted => "operation not permitted",
        AccessDenied => "permission denied",
        Exists => "file exists",
        NotDirectory => "not a directory",
        IsDirectory => "is a directory",
        NoSpace => "no space left on device",
        QuotaExceeded => "disk quota exceeded",
        30 => "read-only file system",
        8 => "exec format error",
        12 => "out of memory",
        7 => "argument list too long",
        Loop => "too many levels of symbolic links",
        _ => $"error {error}",
    };
}
