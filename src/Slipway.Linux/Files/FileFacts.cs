using Slipway.Linux.Kernel;

namespace Slipway.Linux.Files;

/// <summary>What lies at a path of a <see cref="ConfinedFolder"/>.</summary>
public enum FileKind
{
    /// <summary>A regular file.</summary>
    File,

    Folder,

    /// <summary>A symbolic link, whatever it leads to.</summary>
    Link,

    /// <summary>A pipe, a socket or a device.</summary>
    Other,
}

/// <param name="Kind">What it is itself: no link is followed.</param>
/// <param name="Mode">Its permissions.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Changed">When its content changed last.</param>
public readonly record struct FileFacts(FileKind Kind, UnixFileMode Mode, long Length, DateTimeOffset Changed)
{
    private const int KindMask = 0xf000;
    private const int ModeMask = 0xfff;
    private const int FileKindBits = 0x8000;
    private const int FolderKindBits = 0x4000;
    private const int LinkKindBits = 0xa000;

    /// <summary>The number of the user it belongs to.</summary>
    public uint Owner { get; init; }

    /// <summary>The number of the file system that it lies on.</summary>
    public ulong Device { get; init; }

    internal static FileFacts Of(in Libc.Facts facts) => new(
        KindOf(facts.Mode),
        (UnixFileMode)(facts.Mode & ModeMask),
        (long)facts.Length,
        DateTimeOffset.UnixEpoch.AddSeconds(Math.Clamp(facts.ChangedSeconds, 0, uint.MaxValue)).AddTicks(facts.ChangedNanoseconds / TimeSpan.NanosecondsPerTick))
    {
        Owner = facts.Owner,
        Device = facts.Device,
    };

    internal static FileKind KindOf(int mode) => (mode & KindMask) switch
    {
        FileKindBits => FileKind.File,
        FolderKindBits => FileKind.Folder,
        LinkKindBits => FileKind.Link,
        _ => FileKind.Other,
    };
}

/// <param name="Name">In its folder.</param>
/// <param name="Kind">What it is itself.</param>
public readonly record struct FolderEntry(string Name, FileKind Kind);
