namespace Slipway.Linux.Files;

/// <summary>The usual permissions of files and folders; what the kernel takes as a number is one of them.</summary>
public static class FileModes
{
    /// <summary>0600: a file for its owner alone.</summary>
    public const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>0700: a folder for its owner alone.</summary>
    public const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;

    /// <summary>0644.</summary>
    public const UnixFileMode ReadableFile = PrivateFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>0711: a folder through which others may go, and see nothing.</summary>
    public const UnixFileMode PassableFolder = PrivateFolder | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>0755: a program, or a folder, for all.</summary>
    public const UnixFileMode Program = ReadableFile | Runs;

    /// <summary>What makes a file a program, for anybody.</summary>
    public const UnixFileMode Runs = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
}
