namespace Slipway.Engines.Lifecycle;

/// <summary>The host's end of the pipe on which a sandbox's first process waits. Opened for both ways, so that neither side waits for the other to open it.</summary>
internal sealed class StartSignal(string pipe) : IDisposable
{
    private readonly FileStream _pipe = new(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>Lets the sandbox go on.</summary>
    /// <exception cref="IOException">It cannot be told.</exception>
    public void Send() => _pipe.Write("go\n"u8);

    public void Dispose() => _pipe.Dispose();
}
