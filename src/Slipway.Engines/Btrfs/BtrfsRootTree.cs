using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Kernel;

namespace Slipway.Engines.Btrfs;

/// <summary>Reads a btrfs file system's tree of roots: which subvolumes hang below which.</summary>
internal static unsafe class BtrfsRootTree
{
    private const nuint SearchRequest = 0xd0009411;
    private const ulong TreeOfRoots = 1;
    private const uint ReferenceToChild = 156;
    private const int BufferBytes = 4096;
    private const int KeyBytes = 104;
    private const int ItemHeaderBytes = 32;

    /// <summary>The numbers of the subvolumes made directly inside one.</summary>
    /// <param name="folder">Any folder of the file system.</param>
    /// <param name="number">The subvolume's number.</param>
    public static List<ulong> Children(SafeFileHandle folder, ulong number)
    {
        List<ulong> children = [];
        var buffer = new byte[BufferBytes];
        var next = 0UL;
        fixed (byte* pointer = buffer)
        {
            while (Search(folder, pointer, number, next) is > 0 and var items)
            {
                next = Read(pointer, items, children) + 1;
            }
        }

        return children;
    }

    private static int Search(SafeFileHandle folder, byte* buffer, ulong number, ulong firstChild)
    {
        var key = (ulong*)buffer;
        key[0] = TreeOfRoots;
        key[1] = number;
        key[2] = number;
        key[3] = firstChild;
        key[4] = ulong.MaxValue;
        key[5] = 0;
        key[6] = ulong.MaxValue;
        var types = (uint*)(buffer + 56);
        types[0] = ReferenceToChild;
        types[1] = ReferenceToChild;
        types[2] = BufferBytes;
        return Libc.Ioctl(folder, SearchRequest, buffer) == 0 ? (int)types[2] : throw new KernelException("search the subvolumes of btrfs");
    }

    private static ulong Read(byte* buffer, int items, List<ulong> children)
    {
        var item = buffer + KeyBytes;
        for (var i = 0; i < items; i++)
        {
            children.Add(((ulong*)item)[2]);
            item += ItemHeaderBytes + ((uint*)item)[7];
        }

        return children[^1];
    }
}
