using System.Runtime.InteropServices;
using System.Text;
using Slipway.Agent.Linux;

namespace Slipway.Agent.Archives;

/// <summary>
/// The folder that an archive is unpacked into. Names are walked folder by folder, so that neither <c>..</c> nor a symbolic link
/// leads out of it; links that stay inside, which the container may have had before, are followed.
/// </summary>
internal sealed unsafe class UnpackTarget : IDisposable
{
    private const uint NewFolderMode = 0x1ED; // 0755

    private readonly Descriptor _root;
    private readonly string _rootPlace;
    private byte[] _currentPath = [];
    private Descriptor? _current;

    public UnpackTarget(string directory)
    {
        Directory.CreateDirectory(directory);
        _root = Descriptor.Open(directory, Libc.ReadOnly | Libc.Directory);
        _rootPlace = PlaceOf(_root);
    }

    /// <summary>The open folder above an entry, made where it is missing, and the entry's last name, zero-terminated. Null for the root itself.</summary>
    /// <exception cref="BadArchiveException">The name leads out of the target.</exception>
    public (int Folder, byte[] Name)? Locate(ReadOnlySpan<byte> path)
    {
        var parts = Parts(path);
        if (parts.Count == 0)
        {
            return null;
        }

        byte[] last = [.. parts[^1], 0];
        parts.RemoveAt(parts.Count - 1);
        return (Enter(parts).Number, last);
    }

    public void Dispose()
    {
        _current?.Dispose();
        _root.Dispose();
    }

    private static List<byte[]> Parts(ReadOnlySpan<byte> path)
    {
        var parts = new List<byte[]>();
        foreach (var range in path.Split((byte)'/'))
        {
            var part = path[range];
            if (part.SequenceEqual(".."u8) || part.Contains((byte)0))
            {
                throw new BadArchiveException($"The archive tries to leave its directory: {Encoding.UTF8.GetString(path)}");
            }

            if (part.Length > 0 && !part.SequenceEqual("."u8))
            {
                parts.Add(part.ToArray());
            }
        }

        return parts;
    }

    /// <summary>Most entries follow one of the same folder, so the last one stays open.</summary>
    private Descriptor Enter(List<byte[]> parts)
    {
        if (parts.Count == 0)
        {
            return _root;
        }

        byte[] path = [.. parts.SelectMany(part => part.Append((byte)'/'))];
        if (_current is not null && path.AsSpan().SequenceEqual(_currentPath))
        {
            return _current;
        }

        Descriptor? folder = null;
        foreach (var part in parts)
        {
            var next = Step(folder ?? _root, [.. part, 0]);
            folder?.Dispose();
            folder = next;
        }

        _current?.Dispose();
        _current = folder;
        _currentPath = path;
        return folder!;
    }

    private Descriptor Step(Descriptor folder, byte[] name)
    {
        fixed (byte* native = name)
        {
            return Descriptor.OpenAt(folder.Number, native, Libc.ReadOnly | Libc.Directory | Libc.NoFollow, 0)
                ?? (Marshal.GetLastPInvokeError() == SystemCallException.NoEntry ? Make(folder, native) : Follow(folder, native))
                ?? throw SystemCallException.Last($"cannot enter the folder {Encoding.UTF8.GetString(name[..^1])}");
        }
    }

    private Descriptor? Follow(Descriptor folder, byte* name)
    {
        var followed = Descriptor.OpenAt(folder.Number, name, Libc.ReadOnly | Libc.Directory, 0);
        if (followed is null || IsInside(PlaceOf(followed)))
        {
            return followed;
        }

        followed.Dispose();
        throw new BadArchiveException($"The archive tries to leave its directory through the link {Marshal.PtrToStringUTF8((nint)name)}.");
    }

    private static Descriptor? Make(Descriptor folder, byte* name) =>
        Libc.MakeDirectoryAt(folder.Number, name, NewFolderMode) == 0 || Marshal.GetLastPInvokeError() == SystemCallException.Exists
            ? Descriptor.OpenAt(folder.Number, name, Libc.ReadOnly | Libc.Directory | Libc.NoFollow, 0)
            : null;

    private bool IsInside(string place) =>
        _rootPlace == "/" || place == _rootPlace || place.StartsWith(_rootPlace + "/", StringComparison.Ordinal);

    private static string PlaceOf(Descriptor folder) =>
        new FileInfo($"/proc/self/fd/{folder.Number}").LinkTarget ?? throw new IOException("The folder's place is unknown.");
}
