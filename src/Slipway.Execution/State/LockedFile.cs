namespace Slipway.Execution.State;

/// <summary>A file that one process at a time holds open; the kernel lets go of it when the process dies.</summary>
public static class LockedFile
{
    /// <summary>What .NET makes of a lock that another process has: the bare error number.</summary>
    private const int WouldBlock = 11;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Opens the file, made where it is missing, as soon as nobody else has it. Dispose it to let go.</summary>
    public static async Task<FileStream> OpenAsync(string path, TimeProvider clock, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (exception.HResult == WouldBlock)
            {
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }
}
