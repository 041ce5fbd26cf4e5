namespace Slipway.Linux.Files;

/// <summary>Sees to it that a loss of power does not take what was written.</summary>
public static class DiskFlush
{
    /// <summary>Returns when all of a file is on the disk. The framework has no call that is waited for otherwise.</summary>
    public static void Of(FileStream file) => file.Flush(flushToDisk: true);
}
