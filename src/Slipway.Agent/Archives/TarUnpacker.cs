using System.Runtime.InteropServices;
using System.Text;
using Slipway.Agent.Linux;

namespace Slipway.Agent.Archives;

/// <summary>Unpacks a tar: content, modes, times, links and, for root, owners. Folders get theirs last, so that a read-only one can be filled.</summary>
internal sealed unsafe class TarUnpacker(IByteSource source, UnpackTarget target, bool keepOwners)
{
    private const uint PrivateMode = 0x180; // 0600
    private const uint PrivateFolderMode = 0x1C0; // 0700

    private readonly TarReader _reader = new(source);
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly List<(TarHeader Header, bool IsNew)> _folders = [];

    public int Entries { get; private set; }

    public long Bytes { get; private set; }

    public void Unpack()
    {
        while (_reader.Next() is { } header)
        {
            Entries++;
            if (target.Locate(header.Name) is var (folder, name))
            {
                fixed (byte* native = name)
                {
                    Unpack(header, folder, native);
                }
            }
        }

        for (var i = _folders.Count - 1; i >= 0; i--)
        {
            FinishFolder(_folders[i].Header, _folders[i].IsNew);
        }

        _reader.Drain();
    }

    private void Unpack(TarHeader header, int folder, byte* name)
    {
        switch (header.Kind)
        {
            case TarKind.File or TarKind.ContiguousFile:
                MakeFile(header, folder, name);
                break;
            case TarKind.Folder:
                MakeFolder(header, folder, name);
                break;
            case TarKind.SymbolicLink:
                MakeSymbolicLink(header, folder, name);
                break;
            case TarKind.HardLink:
                MakeHardLink(header, folder, name);
                break;
            case TarKind.Pipe:
                Replacing(header, folder, name, place => Libc.MakePipeAt(folder, (byte*)place, PrivateMode));
                SetAttributes(header, folder, name, follow: false);
                break;
            default:
                break; // Devices: nothing that a job could need, or be allowed.
        }
    }

    private void MakeFile(TarHeader header, int folder, byte* name)
    {
        const int NewFile = Libc.WriteOnly | Libc.Create | Libc.Exclusive;
        var file = Descriptor.OpenAt(folder, name, NewFile, PrivateMode);
        if (file is null && Marshal.GetLastPInvokeError() == SystemCallException.Exists)
        {
            Remove(header, folder, name);
            file = Descriptor.OpenAt(folder, name, NewFile, PrivateMode);
        }

        using (file ?? throw Failed(header))
        {
            while (_reader.Read(_buffer) is > 0 and var read)
            {
                file.Write(_buffer.AsSpan(0, read));
                Bytes += read;
            }
        }

        SetAttributes(header, folder, name, follow: true);
    }

    private void MakeFolder(TarHeader header, int folder, byte* name)
    {
        var isNew = Libc.MakeDirectoryAt(folder, name, PrivateFolderMode) == 0;
        if (!isNew)
        {
            if (Marshal.GetLastPInvokeError() != SystemCallException.Exists)
            {
                throw Failed(header);
            }

            // A link to a folder counts as that folder; anything else makes room.
            if (!IsFolder(folder, name))
            {
                Remove(header, folder, name);
                isNew = Libc.MakeDirectoryAt(folder, name, PrivateFolderMode) == 0 ? true : throw Failed(header);
            }
        }

        _folders.Add((header, isNew));
    }

    private void MakeSymbolicLink(TarHeader header, int folder, byte* name)
    {
        fixed (byte* linked = (byte[])[.. header.LinkTarget, 0])
        {
            var text = (nint)linked;
            Replacing(header, folder, name, place => Libc.SymbolicLinkAt((byte*)text, folder, (byte*)place));
        }

        SetAttributes(header, folder, name, follow: false);
    }

    private void MakeHardLink(TarHeader header, int folder, byte* name)
    {
        // Locating the first may close the folder of the second, so that one is held open by a duplicate.
        using var held = Descriptor.Open($"/proc/self/fd/{folder}", Libc.ReadOnly | Libc.Directory);
        var (first, firstName) = target.Locate(header.LinkTarget) ?? throw new BadArchiveException("A hard link points at a folder.");
        fixed (byte* existing = firstName)
        {
            var (number, place) = (held.Number, (nint)existing);
            Replacing(header, number, name, link => Libc.LinkAt(first, (byte*)place, number, (byte*)link, 0));
        }
    }

    private static void Replacing(TarHeader header, int folder, byte* name, Func<nint, int> make)
    {
        if (make((nint)name) == 0)
        {
            return;
        }

        if (Marshal.GetLastPInvokeError() == SystemCallException.Exists)
        {
            Remove(header, folder, name);
            if (make((nint)name) == 0)
            {
                return;
            }
        }

        throw Failed(header);
    }

    private static void Remove(TarHeader header, int folder, byte* name)
    {
        if (Libc.UnlinkAt(folder, name, 0) != 0 && Libc.UnlinkAt(folder, name, Libc.AtRemoveDirectory) != 0)
        {
            throw Failed(header);
        }
    }

    private static bool IsFolder(int folder, byte* name)
    {
        using var opened = Descriptor.OpenAt(folder, name, Libc.ReadOnly | Libc.Directory, 0);
        return opened is not null || Marshal.GetLastPInvokeError() == SystemCallException.AccessDenied;
    }

    private void FinishFolder(TarHeader header, bool isNew)
    {
        if (target.Locate(header.Name) is not var (folder, name))
        {
            return;
        }

        fixed (byte* native = name)
        {
            try
            {
                SetAttributes(header, folder, native, follow: true);
            }
            catch (SystemCallException) when (!isNew)
            {
                // A folder of somebody else's, such as /tmp, stays as it is.
            }
        }
    }

    private void SetAttributes(TarHeader header, int folder, byte* name, bool follow)
    {
        if (keepOwners && Libc.ChangeOwnerAt(folder, name, (uint)header.User, (uint)header.Group, Libc.AtNoFollow) != 0)
        {
            throw Failed(header);
        }

        if (follow && Libc.ChangeModeAt(folder, name, header.Mode, 0) != 0)
        {
            throw Failed(header);
        }

        var times = stackalloc Libc.Time[2];
        times[0].Seconds = times[1].Seconds = header.Modified;
        if (Libc.SetTimesAt(folder, name, times, Libc.AtNoFollow) != 0)
        {
            throw Failed(header);
        }
    }

    private static SystemCallException Failed(TarHeader header) =>
        SystemCallException.Last($"cannot unpack {Encoding.UTF8.GetString(header.Name)}");
}
