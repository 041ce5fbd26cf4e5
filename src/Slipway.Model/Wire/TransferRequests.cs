namespace Slipway.Model.Wire;

/// <summary>Unpack the tar that follows below <see cref="Directory"/>, which is made where it is missing.</summary>
public sealed record UploadRequest : IWireMessage<UploadRequest>
{
    /// <summary>Absolute, or with a leading <c>~</c>. Use <c>/</c> for archives of absolute names.</summary>
    public required string Directory { get; init; }

    /// <summary>The tar is compressed with zstd.</summary>
    public bool Compressed { get; init; }

    /// <summary>Set the owners that the archive names, where the agent is root; otherwise everything belongs to the container's user.</summary>
    public bool KeepOwners { get; init; }

    /// <summary>What the files of the archive may hold together; a small archive may unpack to any size.</summary>
    public long MostBytes { get; init; } = long.MaxValue;

    public void Write(PayloadWriter writer)
    {
        writer.Text(Directory);
        writer.Boolean(Compressed);
        writer.Boolean(KeepOwners);
        writer.BigNumber(MostBytes);
    }

    public static UploadRequest Read(PayloadReader reader) =>
        new() { Directory = reader.Text(), Compressed = reader.Boolean(), KeepOwners = reader.Boolean(), MostBytes = reader.BigNumber() };
}

/// <summary>Pack paths as a tar and send it.</summary>
public sealed record DownloadRequest : IWireMessage<DownloadRequest>
{
    /// <summary>What relative <see cref="Paths"/> are relative to; absolute, or with a leading <c>~</c>.</summary>
    public required string Directory { get; init; }

    /// <summary>Files and folders (with all that is in them); absolute, relative, or with a leading <c>~</c>.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary><see cref="Paths"/> are patterns of Go's <c>filepath.Match</c>, relative to <see cref="Directory"/>.</summary>
    public bool Globs { get; init; }

    /// <summary>Names in the archive are absolute paths without the leading slash instead of relative to <see cref="Directory"/>.</summary>
    public bool AbsoluteNames { get; init; }

    /// <summary>Links become what they lead to, and hard links files of their own; a link that leads nowhere, or to a folder around it, stays a link.</summary>
    public bool FollowLinks { get; init; }

    /// <summary>The zstd level, or 0 for a plain tar.</summary>
    public int CompressionLevel { get; init; }

    public void Write(PayloadWriter writer)
    {
        writer.Text(Directory);
        writer.Texts(Paths);
        writer.Boolean(Globs);
        writer.Boolean(AbsoluteNames);
        writer.Boolean(FollowLinks);
        writer.Number(CompressionLevel);
    }

    public static DownloadRequest Read(PayloadReader reader) => new()
    {
        Directory = reader.Text(),
        Paths = reader.Texts(),
        Globs = reader.Boolean(),
        AbsoluteNames = reader.Boolean(),
        FollowLinks = reader.Boolean(),
        CompressionLevel = reader.Number(),
    };
}

/// <summary>What went through.</summary>
/// <param name="Entries">Files, folders and links.</param>
/// <param name="Bytes">Size of the files' content.</param>
/// <param name="Missing">The requested paths or patterns that had nothing.</param>
public sealed record TransferSummary(int Entries, long Bytes, IReadOnlyList<string> Missing) : IWireMessage<TransferSummary>
{
    public void Write(PayloadWriter writer)
    {
        writer.Number(Entries);
        writer.BigNumber(Bytes);
        writer.Texts(Missing);
    }

    public static TransferSummary Read(PayloadReader reader) => new(reader.Number(), reader.BigNumber(), reader.Texts());
}
