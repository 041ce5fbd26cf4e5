using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Files;

/// <summary>What is in a folder as the kernel says it (<c>struct linux_dirent64</c>): a name is bytes, which need not be UTF-8 (<see cref="PathText"/>).</summary>
internal static class FolderRecords
{
    private const int LengthOffset = 16;
    private const int KindOffset = 18;
    private const int NameOffset = 19;
    private const int KindShift = 12;

    /// <summary>Reads a folder to its end, but for <c>.</c> and <c>..</c>.</summary>
    /// <param name="folder">Open for reading, and not read yet.</param>
    /// <param name="add">Gets each name with the zero byte at its end; the kind is null where the file system tells none with the names.</param>
    /// <returns>The error that stopped the reading; 0: none.</returns>
    public static int Read(SafeFileHandle folder, Action<byte[], FileKind?> add)
    {
        var buffer = new byte[1 << 15];
        while (Libc.ReadFolder(folder, buffer, buffer.Length) is var length and not 0)
        {
            if (length < 0)
            {
                return Marshal.GetLastPInvokeError();
            }

            for (var records = buffer.AsSpan(0, (int)length); records.Length > 0; records = records[BinaryPrimitives.ReadUInt16LittleEndian(records[LengthOffset..])..])
            {
                var name = records[NameOffset..];
                name = name[..(name.IndexOf((byte)0) + 1)];
                if (!name.SequenceEqual(".\0"u8) && !name.SequenceEqual("..\0"u8))
                {
                    add(name.ToArray(), records[KindOffset] == 0 ? null : FileFacts.KindOf(records[KindOffset] << KindShift));
                }
            }
        }

        return 0;
    }
}
