using System.Runtime.ExceptionServices;

namespace Slipway.Engines.Kernel;

/// <summary>Work in the network namespace of another process. Sockets opened there stay there.</summary>
public static class NetworkNamespace
{
    private const int StackSize = 256 * 1024;

    /// <param name="process">Whose namespace it is.</param>
    /// <param name="work">Runs on a thread of its own: a namespace belongs to the thread, and the pool's threads must keep theirs.</param>
    /// <exception cref="IOException">The process is gone, or this one may not enter.</exception>
    public static T Run<T>(int process, Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    Enter(process);
                    result = work();
                }
                catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            StackSize);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    private static void Enter(int process)
    {
        var descriptor = Libc.Open($"/proc/{process}/ns/net", Libc.OpenCloseOnExec);
        var entered = descriptor >= 0 && Libc.SetNamespace(descriptor, Libc.CloneNewNet) == 0;
        var failure = entered ? null : new KernelException("enter a network namespace");
        _ = descriptor >= 0 ? Libc.Close(descriptor) : 0;
        if (failure is not null)
        {
            throw failure;
        }
    }
}
