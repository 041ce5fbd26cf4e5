namespace Slipway.Model.Wire;

/// <summary>How a process ended.</summary>
/// <param name="Code">The exit code; 128 + signal when a signal ended it.</param>
/// <param name="Signal">The signal that ended it, or 0.</param>
/// <param name="OutOfMemory">The kernel killed something in this container for memory while the process ran.</param>
/// <param name="Halted"><c>circleci step halt</c> was called in this job.</param>
public sealed record ProcessExit(int Code, int Signal, bool OutOfMemory, bool Halted) : IWireMessage<ProcessExit>
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = (2 * sizeof(int)) + (2 * sizeof(bool));

    public void Write(PayloadWriter writer)
    {
        writer.Number(Code);
        writer.Number(Signal);
        writer.Boolean(OutOfMemory);
        writer.Boolean(Halted);
    }

    public static ProcessExit Read(PayloadReader reader) =>
        new(reader.Number(), reader.Number(), reader.Boolean(), reader.Boolean());
}
