namespace Slipway.Model.Wire;

/// <summary>A question about one path; relative ones are relative to <see cref="Directory"/>.</summary>
public sealed record PathRequest(string Directory, string Path) : IWireMessage<PathRequest>
{
    public void Write(PayloadWriter writer)
    {
        writer.Text(Directory);
        writer.Text(Path);
    }

    public static PathRequest Read(PayloadReader reader) => new(reader.Text(), reader.Text());
}

/// <summary>Read a file: the whole of a small one, or a piece of at most <see cref="FrameBounds.FilePiece"/> bytes, which is shorter only where the file ends.</summary>
/// <param name="Directory">What a relative path is relative to.</param>
/// <param name="Path">The file's.</param>
/// <param name="Offset">Where the piece begins; null: the whole file.</param>
public sealed record ReadFileRequest(string Directory, string Path, long? Offset = null) : IWireMessage<ReadFileRequest>
{
    private const long Whole = -1;

    public void Write(PayloadWriter writer)
    {
        writer.Text(Directory);
        writer.Text(Path);
        writer.BigNumber(Offset ?? Whole);
    }

    public static ReadFileRequest Read(PayloadReader reader) =>
        new(reader.Text(), reader.Text(), reader.BigNumber() is >= 0 and var offset ? offset : null);
}

/// <summary>Write a small file atomically, with the folders above it.</summary>
public sealed record WriteFileRequest : IWireMessage<WriteFileRequest>
{
    public required string Path { get; init; }

    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Permission bits.</summary>
    public int Mode { get; init; } = 0x1A4; // 0644

    /// <summary>Add to the end instead of replacing.</summary>
    public bool Append { get; init; }

    public void Write(PayloadWriter writer)
    {
        writer.Text(Path);
        writer.Bytes(Content.Span);
        writer.Number(Mode);
        writer.Boolean(Append);
    }

    public static WriteFileRequest Read(PayloadReader reader) =>
        new() { Path = reader.Text(), Content = reader.Bytes(), Mode = reader.Number(), Append = reader.Boolean() };
}

/// <summary>A Unix socket of the container, which the agent makes when it is asked for it first. Everybody in the container may connect.</summary>
public sealed record SocketRequest(string Path) : IWireMessage<SocketRequest>
{
    public void Write(PayloadWriter writer) => writer.Text(Path);

    public static SocketRequest Read(PayloadReader reader) => new(reader.Text());
}

/// <summary>The paths below <see cref="Directory"/> that match; doublestar patterns as <c>circleci tests glob</c> has them.</summary>
public sealed record GlobRequest(string Directory, IReadOnlyList<string> Patterns) : IWireMessage<GlobRequest>
{
    public void Write(PayloadWriter writer)
    {
        writer.Text(Directory);
        writer.Texts(Patterns);
    }

    public static GlobRequest Read(PayloadReader reader) => new(reader.Text(), reader.Texts());
}
