using Slipway.Linux.Kernel;

namespace Slipway.Linux.Processes;

/// <summary>Tells processes to end that this one is not the parent of.</summary>
public static class ProcessSignal
{
    private const int SigTerm = 15;

    /// <summary>Asks it to end in order; does nothing where it is gone.</summary>
    public static void Terminate(OwnerProcess process) => Send(process, SigTerm);

    /// <summary>Ends it at once; does nothing where it is gone.</summary>
    public static void Kill(OwnerProcess process) => Send(process, Libc.SigKill);

    private static void Send(OwnerProcess process, int signal)
    {
        if (process.Id > 0 && process.IsAlive)
        {
            _ = Libc.Kill(process.Id, signal);
        }
    }
}
