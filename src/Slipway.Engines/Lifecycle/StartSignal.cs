using Slipway.Linux.Kernel;

namespace Slipway.Engines.Lifecycle;

/// <summary>The host's end of the pipe on which a sandbox's first process waits. Opened for both ways, so that neither side waits for the other to open it.</summary>
internal sealed class StartSignal : IDisposable
{
    private const int ReadWrite = 2;
    private readonly int _descriptor;

    public StartSignal(string pipe)
    {
        _descriptor = Libc.Open(pipe, ReadWrite | Libc.OpenCloseOnExec);
        if (_descriptor < 0)
        {
            throw new KernelException($"open the pipe {pipe}");
        }
    }

    /// <summary>Lets the sandbox go on.</summary>
    public void Send()
    {
        if (Libc.Write(_descriptor, "go\n"u8, 3) != 3)
        {
            throw new KernelException("tell the sandbox to go on");
        }
    }

    public void Dispose() => _ = Libc.Close(_descriptor);
}
