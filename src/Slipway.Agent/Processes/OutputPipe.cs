using Slipway.Agent.Linux;

namespace Slipway.Agent.Processes;

/// <summary>
/// The end where a process's output comes out, and the end that the process gets. A pseudo-terminal is nobody's controlling terminal,
/// so that what a step leaves running survives the step's end, and a password prompt fails instead of waiting for ever.
/// </summary>
internal sealed unsafe class OutputPipe : IDisposable
{
    private const nuint GetPeer = 0x5441;
    private const nuint SetWindowSize = 0x5414;
    private const uint PostProcess = 1;
    private const uint EchoInput = 8;

    private OutputPipe(Descriptor reading, Descriptor output, Descriptor input, bool isTerminal)
    {
        Reading = reading;
        Output = output;
        Input = input;
        IsTerminal = isTerminal;
    }

    public Descriptor Reading { get; }

    public Descriptor Output { get; }

    public Descriptor Input { get; }

    public bool IsTerminal { get; }

    /// <summary>A pseudo-terminal, or a plain pipe where the container has none to give.</summary>
    public static OutputPipe Terminal(int rows, int columns)
    {
        var master = Libc.OpenTerminal(Libc.ReadWrite | Libc.NoTerminal | Libc.CloseOnExec);
        if (master < 0)
        {
            return Plain();
        }

        var reading = new Descriptor(master);
        _ = Libc.UnlockTerminal(master);
        var peer = Libc.IoControl(master, GetPeer, (void*)(Libc.ReadWrite | Libc.NoTerminal | Libc.CloseOnExec));
        if (peer < 0)
        {
            reading.Dispose();
            return Plain();
        }

        var size = stackalloc ushort[4] { (ushort)rows, (ushort)columns, 0, 0 };
        _ = Libc.IoControl(peer, SetWindowSize, size);
        LeaveOutputAlone(peer);
        var terminal = new Descriptor(peer);
        return new OutputPipe(reading, terminal, terminal, isTerminal: true);
    }

    public static OutputPipe Plain()
    {
        var ends = stackalloc int[2];
        if (Libc.Pipe2(ends, Libc.CloseOnExec) != 0)
        {
            throw SystemCallException.Last("cannot make a pipe");
        }

        return new OutputPipe(
            new Descriptor(ends[0]), new Descriptor(ends[1]), Descriptor.Open("/dev/null", Libc.ReadOnly), isTerminal: false);
    }

    /// <summary>Closes the process's end here, so that the end of its output can be seen.</summary>
    public void CloseOther()
    {
        Output.Dispose();
        Input.Dispose();
    }

    public void Dispose()
    {
        CloseOther();
        Reading.Dispose();
    }

    /// <summary>No carriage returns added: a log is a file, and a secret of several lines must be found in it.</summary>
    private static void LeaveOutputAlone(int terminal)
    {
        var attributes = stackalloc uint[64];
        if (Libc.GetTerminalAttributes(terminal, attributes) == 0)
        {
            attributes[1] &= ~PostProcess;
            attributes[3] &= ~EchoInput;
            _ = Libc.SetTerminalAttributes(terminal, 0, attributes);
        }
    }
}
