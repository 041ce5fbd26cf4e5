namespace Slipway.Model.Archives;

/// <summary>What a tar says of one file. Names are bytes, as in the file system.</summary>
public sealed record TarEntry
{
    public const byte File = (byte)'0';
    public const byte HardLink = (byte)'1';
    public const byte SymbolicLink = (byte)'2';
    public const byte Folder = (byte)'5';
    public const byte Fifo = (byte)'6';

    public required ReadOnlyMemory<byte> Name { get; init; }

    public required byte Type { get; init; }

    public long Size { get; init; }

    public uint Mode { get; init; }

    public uint User { get; init; }

    public uint Group { get; init; }

    public long ModifiedSeconds { get; init; }

    public uint ModifiedNanoseconds { get; init; }

    /// <summary>The target of a link.</summary>
    public ReadOnlyMemory<byte> Link { get; init; }
}
