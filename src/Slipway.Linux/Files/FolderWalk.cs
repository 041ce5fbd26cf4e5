using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Files;

/// <summary>
/// Goes through a folder that somebody else fills, and all below it, deepest first: with one open folder at a time, for they may be nested deeper than the kernel
/// takes a path, or a process open folders; by names as the kernel has them, and through no link. What is there and cannot be entered is a failure.
/// </summary>
public sealed class FolderWalk : IDisposable
{
    private static readonly byte[] Above = [.. "..\0"u8];
    private readonly Stack<Queue<byte[]>> _left = new();
    private readonly Stack<byte[]> _names = new();
    private SafeFileHandle _folder;

    private FolderWalk(SafeFileHandle folder)
    {
        _folder = folder;
        _left.Push(Children());
    }

    /// <summary>The folder that <see cref="Next"/> has reached, as a path that is always short.</summary>
    public string Here => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{_folder.DangerousGetHandle()}");

    /// <summary>Whether a folder had gone before it was reached: it may have been removed, or have another name now.</summary>
    public bool HasMissed { get; private set; }

    private static int Flags => Libc.Folder | Libc.NoLink | Libc.CloseOnExec;

    /// <param name="folder">Where to begin: its path is trusted.</param>
    /// <returns>Null: there is no such folder.</returns>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    public static FolderWalk? TryOpen(string folder)
    {
        var descriptor = Libc.OpenAt(Libc.CurrentFolder, folder, Flags, 0);
        return descriptor >= 0 ? new(new SafeFileHandle(descriptor, ownsHandle: true))
            : Marshal.GetLastPInvokeError() is Errno.NotThere or Errno.NoFolder ? null
            : throw Failure("enter", folder, Marshal.GetLastPInvokeError());
    }

    /// <summary>Goes to the next folder below which everything has been visited; false: the first folder itself was the last.</summary>
    /// <exception cref="IOException">A folder is there and cannot be entered or read.</exception>
    public bool Next()
    {
        if (_left.Count == 0)
        {
            return false;
        }

        while (_left.Peek().TryDequeue(out var name))
        {
            if (TryEnter(name))
            {
                _names.Push(name);
                _left.Push(Children());
            }
        }

        _left.Pop();
        return true;
    }

    /// <summary>Goes up from where <see cref="Next"/> has been, and removes that folder if it is asked to.</summary>
    /// <returns>False: it is not empty, or is in use. The first folder is left to the caller.</returns>
    /// <exception cref="IOException">The folder above has gone.</exception>
    public bool Leave(bool remove)
    {
        if (!_names.TryPop(out var name))
        {
            return true;
        }

        return TryEnter(Above)
            ? !remove || Libc.Remove(_folder, name, Libc.RemoveFolder) == 0 || Marshal.GetLastPInvokeError() == Errno.NotThere
            : throw Failure("leave", Shown(name), Errno.NotThere);
    }

    public void Dispose() => _folder.Dispose();

    /// <returns>False: there is no such folder any more.</returns>
    private bool TryEnter(byte[] name)
    {
        var descriptor = Libc.OpenAt(_folder, name, Flags, 0);
        if (descriptor < 0)
        {
            HasMissed = true;
            return Marshal.GetLastPInvokeError() is Errno.NotThere or Errno.NoFolder ? false : throw Failure("enter", Shown(name), Marshal.GetLastPInvokeError());
        }

        _folder.Dispose();
        _folder = new SafeFileHandle(descriptor, ownsHandle: true);
        return true;
    }

    private Queue<byte[]> Children()
    {
        var children = new Queue<byte[]>();
        var error = FolderRecords.Read(_folder, (name, kind) =>
        {
            if (kind is FileKind.Folder or null)
            {
                children.Enqueue(name);
            }
        });
        // A folder that was removed while it is open is read as one that is not there.
        return error is 0 or Errno.NotThere ? children : throw Failure("read", Here, error);
    }

    private static string Shown(byte[] name) => Encoding.Latin1.GetString(name.AsSpan()[..^1]);

    private static IOException Failure(string what, string folder, int error) => new($"Cannot {what} the folder {folder}: {Marshal.GetPInvokeErrorMessage(error)}");
}
