using System.Buffers.Binary;
using System.Text;
using Slipway.Agent.Frames;
using Slipway.Agent.Linux;
using Slipway.Model.Archives;

namespace Slipway.Agent.Archives;

/// <summary>Packs trees of files into one tar, in sorted order, straight from the kernel's buffers into one of ours.</summary>
/// <param name="sink">Gets the tar.</param>
/// <param name="followLinks">Pack what links lead to, and every hard link as a file, for readers that know files only.</param>
internal sealed unsafe class TarPacker(IByteSink sink, bool followLinks)
{
    private const int TypeFile = 0x8000;
    private const int TypeFolder = 0x4000;
    private const int TypeLink = 0xA000;
    private const int TypeFifo = 0x1000;
    private const uint BasicFacts = 0x7FF;

    private readonly byte[] _buffer = new byte[512 * 1024];
    private readonly Dictionary<(uint, uint, ulong), byte[]> _hardLinks = [];
    private readonly HashSet<(uint, uint, ulong)> _around = [];
    private readonly List<(uint, uint)> _kernels = followLinks ? [.. ((string[])["/proc", "/sys"]).Select(Device).OfType<(uint, uint)>()] : [];
    private int _filled;

    public int Entries { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Adds what is at a path, and all below it, under a name; <c>.</c> is the folder that a link at the path leads to.</summary>
    /// <exception cref="SystemCallException">Something cannot be read.</exception>
    public void Add(string path, string name) =>
        Add(Libc.AtCurrent, NativeText.Terminated(name == "." ? path + "/." : path), Encoding.UTF8.GetBytes(name));

    /// <summary>Writes the end mark and passes the rest on.</summary>
    public void Complete()
    {
        Room(2 * TarFormat.Block).Clear();
        _filled += 2 * TarFormat.Block;
        Flush();
        sink.Complete();
    }

    private void Add(int folder, byte[] path, byte[] name)
    {
        var status = Status(folder, path, name);
        var noFollow = Libc.NoFollow;
        if (followLinks && status.Type == TypeLink && Target(folder, path) is { } target)
        {
            (status, noFollow) = (target, 0);
        }

        switch (status.Type)
        {
            case TypeFolder when _kernels.Contains(DeviceOf(status)):
                break; // Reached through a link to somewhere above it: there is no end to what the kernel tells there.
            case TypeFolder:
                AddFolder(folder, path, name, status, noFollow);
                break;
            case TypeFile:
                AddFile(folder, path, name, status, noFollow);
                break;
            case TypeLink:
                Header(Entry(status, name, TarEntry.SymbolicLink) with { Link = LinkTarget(folder, path) });
                break;
            case TypeFifo:
                Header(Entry(status, name, TarEntry.Fifo));
                break;
            default:
                break; // Sockets and devices have no content to keep.
        }
    }

    /// <summary>What a link leads to; null where that is nothing, a folder around it, or the kernel's.</summary>
    private Libc.FileStatus? Target(int folder, byte[] path)
    {
        Libc.FileStatus status;
        fixed (byte* native = path)
        {
            return Libc.Statx(folder, native, 0, BasicFacts, &status) == 0 && !_around.Contains(Identity(status)) && !_kernels.Contains(DeviceOf(status))
                ? status
                : null;
        }
    }

    private static (uint, uint)? Device(string path)
    {
        Libc.FileStatus status;
        fixed (byte* native = NativeText.Terminated(path))
        {
            return Libc.Statx(Libc.AtCurrent, native, 0, BasicFacts, &status) == 0 ? DeviceOf(status) : null;
        }
    }

    private static (uint, uint) DeviceOf(in Libc.FileStatus status) => (status.DeviceMajor, status.DeviceMinor);

    private static (uint, uint, ulong) Identity(in Libc.FileStatus status) => (status.DeviceMajor, status.DeviceMinor, status.Inode);

    private static Libc.FileStatus Status(int folder, byte[] path, byte[] name)
    {
        Libc.FileStatus status;
        fixed (byte* native = path)
        {
            return Libc.Statx(folder, native, Libc.AtNoFollow, BasicFacts, &status) == 0
                ? status
                : throw SystemCallException.Last($"cannot read {Encoding.UTF8.GetString(name)}");
        }
    }

    private void AddFolder(int parent, byte[] path, byte[] name, in Libc.FileStatus status, int noFollow)
    {
        using var folder = Open(parent, path, name, Libc.Directory | noFollow);
        Header(Entry(status, [.. name, (byte)'/'], TarEntry.Folder));
        _around.Add(Identity(status));
        foreach (var child in Children(folder, name))
        {
            Add(folder.Number, [.. child, 0], [.. name, (byte)'/', .. child]);
        }

        _around.Remove(Identity(status));
    }

    private static List<byte[]> Children(Descriptor folder, byte[] name)
    {
        var children = new List<byte[]>();
        Span<byte> buffer = new byte[64 * 1024];
        fixed (byte* start = buffer)
        {
            nint length;
            while ((length = Libc.GetEntries(folder.Number, start, (nuint)buffer.Length)) > 0)
            {
                for (var at = 0; at < length;)
                {
                    // struct dirent64: inode, offset, record length (16 bits), type (8 bits), name.
                    var record = buffer.Slice(at, BinaryPrimitives.ReadUInt16LittleEndian(buffer[(at + 16)..]));
                    var child = record[19..][..record[19..].IndexOf((byte)0)];
                    if (!child.SequenceEqual("."u8) && !child.SequenceEqual(".."u8))
                    {
                        children.Add(child.ToArray());
                    }

                    at += record.Length;
                }
            }

            if (length < 0)
            {
                throw SystemCallException.Last($"cannot list {Encoding.UTF8.GetString(name)}");
            }
        }

        children.Sort((a, b) => a.AsSpan().SequenceCompareTo(b));
        return children;
    }

    private void AddFile(int parent, byte[] path, byte[] name, in Libc.FileStatus status, int noFollow)
    {
        if (status.Links > 1 && !followLinks)
        {
            var identity = Identity(status);
            if (_hardLinks.TryGetValue(identity, out var first))
            {
                Header(Entry(status, name, TarEntry.HardLink) with { Link = first });
                return;
            }

            _hardLinks[identity] = name;
        }

        using var file = Open(parent, path, name, noFollow);
        Header(Entry(status, name, TarEntry.File) with { Size = (long)status.Size });
        Content(file, (long)status.Size);
        Bytes += (long)status.Size;
    }

    /// <summary>Exactly the announced size: a file that shrinks meanwhile is filled up with zeros, one that grows is cut.</summary>
    private void Content(Descriptor file, long size)
    {
        var left = size;
        var ended = false;
        while (left > 0)
        {
            var room = Room(1);
            room = room[..(int)Math.Min(room.Length, left)];
            var read = ended ? 0 : file.Read(room);
            if (read == 0)
            {
                ended = true;
                room.Clear();
                read = room.Length;
            }

            _filled += read;
            left -= read;
        }

        var padding = TarFormat.Padding(size);
        Room(TarFormat.Block)[..padding].Clear();
        _filled += padding;
    }

    private static Descriptor Open(int parent, byte[] path, byte[] name, int flags)
    {
        fixed (byte* native = path)
        {
            return Descriptor.OpenAt(parent, native, Libc.ReadOnly | Libc.NonBlocking | flags, 0)
                ?? throw SystemCallException.Last($"cannot open {Encoding.UTF8.GetString(name)}");
        }
    }

    private static byte[] LinkTarget(int folder, byte[] path)
    {
        var target = new byte[4096];
        fixed (byte* native = path, buffer = target)
        {
            var length = Libc.ReadLinkAt(folder, native, buffer, (nuint)target.Length);
            return length >= 0 ? target[..(int)length] : throw SystemCallException.Last("cannot read a link");
        }
    }

    private static TarEntry Entry(in Libc.FileStatus status, byte[] name, byte type) => new()
    {
        Name = name,
        Type = type,
        Mode = status.Permissions,
        User = status.User,
        Group = status.Group,
        ModifiedSeconds = status.ModifiedSeconds,
        ModifiedNanoseconds = status.ModifiedNanoseconds,
    };

    private void Header(TarEntry entry)
    {
        var blocks = TarFormat.Encode(entry);
        blocks.CopyTo(Room(blocks.Length));
        _filled += blocks.Length;
        Entries++;
    }

    private Span<byte> Room(int needed)
    {
        if (_buffer.Length - _filled < needed)
        {
            Flush();
        }

        return _buffer.AsSpan(_filled);
    }

    private void Flush()
    {
        sink.Write(_buffer.AsSpan(0, _filled));
        _filled = 0;
    }
}
