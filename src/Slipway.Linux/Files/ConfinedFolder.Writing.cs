using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Files;

/// <content>Writing.</content>
public sealed partial class ConfinedFolder
{
    /// <summary>rw-rw-rw-, of which the process' mask takes its part.</summary>
    private const uint OrdinaryMode = 0x1b6;

    /// <summary>Puts a whole file in the place of what has this name now: a link is replaced and not followed.</summary>
    /// <exception cref="RefusedPathException">A link is on the way to its folder.</exception>
    /// <exception cref="IOException">There is no such folder, or it cannot be written to.</exception>
    public void Write(string path, ReadOnlySpan<byte> content)
    {
        var parts = Parts(path);
        using var folder = Open(string.Join('/', parts[..^1]), Libc.Folder) ?? throw Failure(Shown(path), Errno.NotThere);
        var draft = $".{parts[^1]}.{System.IO.Path.GetRandomFileName()}";
        try
        {
            WriteNew(folder, draft, content, path);
            if (Libc.Rename(folder, draft, folder, parts[^1]) != 0)
            {
                throw Failure(Shown(path), Marshal.GetLastPInvokeError());
            }
        }
        catch (IOException)
        {
            _ = Libc.Remove(folder, draft, 0);
            throw;
        }
    }

    private void WriteNew(SafeFileHandle folder, string name, ReadOnlySpan<byte> content, string path)
    {
        using var file = _open.Open(folder, [name], Libc.WriteOnly | Libc.Create | Libc.Exclusive, OrdinaryMode, out var error);
        RandomAccess.Write(file ?? throw Failure(Shown(path), error), content, fileOffset: 0);
    }
}
