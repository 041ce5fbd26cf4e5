namespace Slipway.Model.Wire;

/// <summary>What is at a path in the container.</summary>
/// <param name="Path">Absolute, <c>~</c> resolved.</param>
/// <param name="Kind">Symbolic links are followed.</param>
/// <param name="Size">Bytes; for a folder the number of its entries.</param>
/// <param name="Mode">Permission bits.</param>
public sealed record PathFacts(string Path, PathKind Kind, long Size, int Mode) : IWireMessage<PathFacts>
{
    public void Write(PayloadWriter writer)
    {
        writer.Text(Path);
        writer.Number((int)Kind);
        writer.BigNumber(Size);
        writer.Number(Mode);
    }

    public static PathFacts Read(PayloadReader reader) =>
        new(reader.Text(), (PathKind)reader.Number(), reader.BigNumber(), reader.Number());
}

/// <summary>The kinds of file that callers tell apart.</summary>
public enum PathKind
{
    Missing = 0,
    File = 1,
    Folder = 2,
    Other = 3,
}

/// <summary>A list of paths.</summary>
public sealed record PathList(IReadOnlyList<string> Paths) : IWireMessage<PathList>
{
    public void Write(PayloadWriter writer) => writer.Texts(Paths);

    public static PathList Read(PayloadReader reader) => new(reader.Texts());
}
