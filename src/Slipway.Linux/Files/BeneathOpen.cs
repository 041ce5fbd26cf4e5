using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Files;

/// <summary>Opens a path below a folder without following a link on any of its parts: at once where the kernel has openat2, else part by part.</summary>
/// <param name="partByPart">True: as on a kernel without openat2.</param>
internal sealed class BeneathOpen(bool partByPart)
{
    private const int MostTries = 64;

    private static volatile bool _kernelHasIt = true;

    /// <param name="folder">Where the path begins.</param>
    /// <param name="parts">The names on the path; none: the folder itself.</param>
    /// <param name="flags">Of openat; links are never followed.</param>
    /// <param name="mode">The permissions of a file that is made.</param>
    /// <param name="error">The kernel's number; <see cref="Errno.MeetsLink"/> wherever a link is on the path.</param>
    /// <returns>Null: it could not be opened.</returns>
    public SafeFileHandle? Open(SafeFileHandle folder, string[] parts, int flags, uint mode, out int error)
    {
        var opened = OpenAny(folder, parts, flags | Libc.NoLink | Libc.CloseOnExec, mode, out error);
        // Where a folder is wanted, the kernel calls a link no folder.
        if (error == Errno.NoFolder && (flags & Libc.Folder) != 0)
        {
            using var place = OpenAny(folder, parts, Libc.PlaceOnly | Libc.NoLink | Libc.CloseOnExec, mode, out var reason);
            var isLink = place is null ? reason == Errno.MeetsLink : Libc.Look((int)place.DangerousGetHandle(), out var facts) == 0 && FileFacts.KindOf(facts.Mode) == FileKind.Link;
            error = isLink ? Errno.MeetsLink : error;
        }

        return opened;
    }

    private SafeFileHandle? OpenAny(SafeFileHandle folder, string[] parts, int all, uint mode, out int error)
    {
        if (partByPart || !_kernelHasIt)
        {
            return PartByPart(folder, parts, all, mode, out error);
        }

        var descriptor = AtOnce(folder, parts, all, mode, out error);
        // A filter of system calls that does not know openat2 answers that it is not permitted.
        if (error is not (Errno.NoSuchCall or Errno.NotPermitted))
        {
            return Own(descriptor);
        }

        _kernelHasIt = error != Errno.NoSuchCall;
        return PartByPart(folder, parts, all, mode, out error);
    }

    private static int AtOnce(SafeFileHandle folder, string[] parts, int flags, uint mode, out int error)
    {
        var path = parts.Length == 0 ? "." : string.Join('/', parts);
        for (var tries = 1; ; tries++)
        {
            var descriptor = Libc.OpenBeneath((int)folder.DangerousGetHandle(), path, flags, mode);
            error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error is Errno.OtherDevice)
            {
                error = Errno.MeetsLink;
            }

            if (error is not (Errno.TryAgain or Errno.Interrupted) || tries == MostTries)
            {
                return descriptor;
            }
        }
    }

    private static SafeFileHandle? PartByPart(SafeFileHandle folder, string[] parts, int flags, uint mode, out int error)
    {
        var here = Own(At(folder, ".", Libc.PlaceOnly | Libc.Folder | Libc.CloseOnExec, 0, out error));
        for (var i = 0; i < parts.Length - 1 && here is not null; i++)
        {
            using var above = here;
            here = Own(At(above, parts[i], Libc.PlaceOnly | Libc.Folder | Libc.NoLink | Libc.CloseOnExec, 0, out error));
        }

        using (here)
        {
            return here is null ? null : Own(At(here, parts.Length == 0 ? "." : parts[^1], flags, mode, out error));
        }
    }

    private static int At(SafeFileHandle folder, string name, int flags, uint mode, out int error)
    {
        var place = (int)folder.DangerousGetHandle();
        var descriptor = Libc.OpenAt(place, name, flags, mode);
        error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        // A link on the way is no folder for the kernel either.
        if (error == Errno.NoFolder && Libc.Look(place, name, out var facts) == 0 && FileFacts.KindOf(facts.Mode) == FileKind.Link)
        {
            error = Errno.MeetsLink;
        }

        return descriptor;
    }

    private static SafeFileHandle? Own(int descriptor) => descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
}
