using Microsoft.Win32.SafeHandles;

namespace Slipway.Engines.Kernel;

/// <summary>Mutual exclusion between processes by a locked file; it ends with its holder, however that ends.</summary>
internal sealed class FileLock : IDisposable
{
    private const int Exclusive = 2;
    private const int NonBlocking = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly SafeFileHandle _file;

    private FileLock(SafeFileHandle file) => _file = file;

    /// <summary>Waits until the lock is free.</summary>
    /// <param name="path">The lock's file; made when missing, in a folder that exists, and never removed.</param>
    /// <param name="clock">Paces the waiting.</param>
    /// <param name="cancellationToken">Covers the waiting.</param>
    /// <param name="onWait">Called once when somebody else holds the lock.</param>
    public static async Task<FileLock> TakeAsync(string path, TimeProvider clock, CancellationToken cancellationToken, Action? onWait = null)
    {
        var file = Syscalls.OpenOrCreateFile(path);
        try
        {
            while (Syscalls.Flock(file, Exclusive | NonBlocking) != 0)
            {
                onWait?.Invoke();
                onWait = null;
                await Task.Delay(Pause, clock, cancellationToken);
            }

            return new FileLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Takes the lock if it is free now.</summary>
    /// <returns>Null: somebody else holds it.</returns>
    public static FileLock? TryTake(string path)
    {
        var file = Syscalls.OpenOrCreateFile(path);
        if (Syscalls.Flock(file, Exclusive | NonBlocking) == 0)
        {
            return new FileLock(file);
        }

        file.Dispose();
        return null;
    }

    public void Dispose() => _file.Dispose();
}
