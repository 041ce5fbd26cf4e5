using Slipway.Linux.Kernel;

namespace Slipway.Linux.Terminals;

/// <summary>This process as a job of a shell, which Ctrl-Z stops and <c>fg</c> continues.</summary>
public static class JobControl
{
    private const int StandardOutput = 1;
    private const int StopSignal = 19;

    /// <summary>Whether the terminal at standard output is this process's now, and no shell's or other job's; also where there is none to ask.</summary>
    public static bool IsInForeground => Libc.GetForegroundGroup(StandardOutput) is var group && (group < 0 || group == Libc.GetOwnGroup());

    /// <summary>Stops this process; returns when it is continued.</summary>
    // The signal goes to this thread: if another one took it, this one would go on for a moment.
    public static void Stop() => _ = Libc.Raise(StopSignal);
}
