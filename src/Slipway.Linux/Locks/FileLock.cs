using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Locks;

/// <summary>
/// Mutual exclusion between processes by a locked file; it ends with its holder, however that ends. Other processes hold it in real time,
/// so the waiting takes no clock: one that a test turns would let it wait for ever.
/// </summary>
public sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private FileLock(SafeFileHandle file) => Content = new FileStream(file, FileAccess.ReadWrite, bufferSize: 0);

    /// <summary>The file itself, for what is kept in it; unbuffered, at its beginning.</summary>
    public FileStream Content { get; }

    /// <summary>Waits until the lock is free.</summary>
    /// <param name="path">The lock's file; made when missing, readable by its owner alone, in a folder that exists, and never removed.</param>
    /// <param name="onWait">Called each time that somebody else is seen to hold the lock.</param>
    /// <exception cref="IOException">The file cannot be opened or locked; <see cref="DirectoryNotFoundException"/> where its folder is missing.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The lock owns its file.")]
    public static async Task<FileLock> TakeAsync(string path, CancellationToken cancellationToken, Action? onWait = null)
    {
        var file = Open(path);
        try
        {
            while (!IsLocked(file, path, Libc.ExclusiveAtOnce))
            {
                onWait?.Invoke();
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
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
    /// <exception cref="IOException">As for <see cref="TakeAsync"/>.</exception>
    public static FileLock? TryTake(string path) => Try(path, Libc.ExclusiveAtOnce);

    /// <summary>Takes the lock together with others who share it, if nobody has it alone.</summary>
    /// <returns>Null: somebody has it alone.</returns>
    /// <exception cref="IOException">As for <see cref="TakeAsync"/>.</exception>
    public static FileLock? TryShare(string path) => Try(path, Libc.SharedAtOnce);

    public void Dispose()
    {
        if (!Content.SafeFileHandle.IsClosed)
        {
            // A program that another thread starts at this moment has the file open too until it runs, and closing it here alone would leave it locked.
            _ = Libc.Lock(Content.SafeFileHandle, Libc.Unlock);
        }

        Content.Dispose();
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The lock owns its file.")]
    private static FileLock? Try(string path, int operation)
    {
        var file = Open(path);
        if (IsLocked(file, path, operation))
        {
            return new FileLock(file);
        }

        file.Dispose();
        return null;
    }

    /// <remarks>The framework's own open takes a lock as well, and a variable of the environment switches it off.</remarks>
    private static SafeFileHandle Open(string path)
    {
        var descriptor = Libc.OpenAt(Libc.CurrentFolder, path, Libc.ReadWrite | Libc.Create | Libc.CloseOnExec, (uint)FileModes.PrivateFile);
        if (descriptor >= 0)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        var error = Marshal.GetLastPInvokeError();
        var message = $"{path} cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}";
        throw error == Errno.NotThere ? new DirectoryNotFoundException(message) : new IOException(message);
    }

    private static bool IsLocked(SafeFileHandle file, string path, int operation)
    {
        if (Libc.Lock(file, operation) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == Errno.TryAgain ? false : throw new IOException($"{path} cannot be locked: {Marshal.GetPInvokeErrorMessage(error)}");
    }
}
