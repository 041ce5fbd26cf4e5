using System.Runtime.InteropServices;
using System.Text;
using Slipway.Agent.Linux;

namespace Slipway.Agent.Archives;

/// <summary>Writes files and folders as a tar. Names are bytes throughout, because nothing makes a Linux file name UTF-8.</summary>
internal sealed unsafe class TarPacker(IByteSink sink)
{
    private const int Files = 0x8000;
    private const int Folders = 0x4000;
    private const int SymbolicLinks = 0xA000;
    private const int Pipes = 0x1000;
    private const uint BasicStatus = 0x7FF;

    private static readonly byte[] Zeros = new byte[64 * 1024];
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly byte[] _block = new byte[TarHeader.Length];
    private readonly Dictionary<(uint, uint, ulong), byte[]> _linked = [];

    public int Entries { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Adds what is at a path, with all that is in it; an empty name adds only what is in it.</summary>
    /// <returns>False when there is nothing.</returns>
    public bool Add(string path, string name) => Add(Libc.AtCurrent, NativeText.Terminated(path), Encoding.UTF8.GetBytes(name));

    /// <summary>Ends the archive: two empty blocks.</summary>
    public void Complete()
    {
        sink.Write(Zeros.AsSpan(0, 2 * TarHeader.Length));
        sink.Complete();
    }

    private bool Add(int folder, byte[] place, byte[] name)
    {
        Libc.FileStatus status;
        fixed (byte* native = place)
        {
            if (Libc.Statx(folder, native, Libc.AtNoFollow, BasicStatus, &status) != 0)
            {
                return Marshal.GetLastPInvokeError() is SystemCallException.NoEntry or SystemCallException.NotDirectory
                    ? false
                    : throw SystemCallException.Last($"cannot read {Encoding.UTF8.GetString(name)}");
            }
        }

        switch (status.Type)
        {
            case Files:
                return AddFile(folder, place, name, status);
            case Folders:
                return AddFolder(folder, place, name, status);
            case SymbolicLinks:
                WriteHeader(HeaderOf(name, status) with { Kind = TarKind.SymbolicLink, LinkTarget = TargetOf(folder, place, name) });
                return true;
            case Pipes:
                WriteHeader(HeaderOf(name, status) with { Kind = TarKind.Pipe });
                return true;
            default:
                return true; // Sockets and devices mean nothing in another container.
        }
    }

    private bool AddFile(int folder, byte[] place, byte[] name, in Libc.FileStatus status)
    {
        if (status.Links > 1 && !_linked.TryAdd((status.DeviceMajor, status.DeviceMinor, status.Inode), name))
        {
            var first = _linked[(status.DeviceMajor, status.DeviceMinor, status.Inode)];
            WriteHeader(HeaderOf(name, status) with { Kind = TarKind.HardLink, LinkTarget = first });
            return true;
        }

        using var file = Open(folder, place, Libc.ReadOnly | Libc.NoFollow | Libc.NonBlocking);
        if (file is null)
        {
            return Vanished(name);
        }

        WriteHeader(HeaderOf(name, status) with { Kind = TarKind.File, Size = (long)status.Size });
        CopyContent(file, (long)status.Size);
        return true;
    }

    /// <summary>Exactly as many bytes as the header says: a file may grow or shrink while it is read.</summary>
    private void CopyContent(Descriptor file, long size)
    {
        var left = size;
        while (left > 0)
        {
            var read = file.Read(_buffer.AsSpan(0, (int)Math.Min(left, _buffer.Length)));
            if (read == 0)
            {
                break;
            }

            sink.Write(_buffer.AsSpan(0, read));
            left -= read;
        }

        for (; left > 0; left -= Math.Min(left, Zeros.Length))
        {
            sink.Write(Zeros.AsSpan(0, (int)Math.Min(left, Zeros.Length)));
        }

        sink.Write(Zeros.AsSpan(0, Padding(size)));
        Bytes += size;
    }

    private bool AddFolder(int parent, byte[] place, byte[] name, in Libc.FileStatus status)
    {
        using var folder = Open(parent, place, Libc.ReadOnly | Libc.Directory | Libc.NoFollow);
        if (folder is null)
        {
            return Vanished(name);
        }

        if (name.Length > 0)
        {
            WriteHeader(HeaderOf([.. name, (byte)'/'], status) with { Kind = TarKind.Folder });
        }

        foreach (var entry in FolderEntries.Of(folder))
        {
            Add(folder.Number, entry, name.Length == 0 ? entry[..^1] : [.. name, (byte)'/', .. entry.AsSpan()[..^1]]);
        }

        return true;
    }

    private static Descriptor? Open(int folder, byte[] place, int flags)
    {
        fixed (byte* native = place)
        {
            return Descriptor.OpenAt(folder, native, flags, 0);
        }
    }

    private static bool Vanished(byte[] name) => Marshal.GetLastPInvokeError() == SystemCallException.NoEntry
        ? false
        : throw SystemCallException.Last($"cannot read {Encoding.UTF8.GetString(name)}");

    private static byte[] TargetOf(int folder, byte[] place, byte[] name)
    {
        var target = stackalloc byte[4096];
        fixed (byte* native = place)
        {
            var length = Libc.ReadLinkAt(folder, native, target, 4096);
            return length >= 0
                ? new ReadOnlySpan<byte>(target, (int)length).ToArray()
                : throw SystemCallException.Last($"cannot read {Encoding.UTF8.GetString(name)}");
        }
    }

    private static TarHeader HeaderOf(byte[] name, in Libc.FileStatus status) => new()
    {
        Name = name,
        Mode = status.Permissions,
        User = status.User,
        Group = status.Group,
        Modified = status.ModifiedSeconds,
    };

    private void WriteHeader(TarHeader header)
    {
        Entries++;
        WriteLong(TarKind.LongLinkTarget, header.LinkTarget);
        WriteLong(TarKind.LongName, header.Name);
        header.Write(_block);
        sink.Write(_block);
    }

    private void WriteLong(TarKind kind, byte[] text)
    {
        if (text.Length <= TarHeader.LongestName)
        {
            return;
        }

        new TarHeader { Name = "././@LongLink"u8.ToArray(), Kind = kind, Size = text.Length + 1 }.Write(_block);
        sink.Write(_block);
        sink.Write(text);
        sink.Write(Zeros.AsSpan(0, 1 + Padding(text.Length + 1)));
    }

    private static int Padding(long size) => (int)(-size & (TarHeader.Length - 1));
}
