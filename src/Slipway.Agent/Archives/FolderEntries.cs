using System.Buffers.Binary;
using Slipway.Agent.Linux;

namespace Slipway.Agent.Archives;

/// <summary>The names in a folder.</summary>
internal static unsafe class FolderEntries
{
    private const int RecordLengthAt = 16;
    private const int NameAt = 19;

    /// <summary>Sorted, so that the same tree gives the same archive; each ends with a zero.</summary>
    public static List<byte[]> Of(Descriptor folder)
    {
        var names = new List<byte[]>();
        var buffer = new byte[32 * 1024];
        while (true)
        {
            nint length;
            fixed (byte* start = buffer)
            {
                length = Libc.GetEntries(folder.Number, start, (nuint)buffer.Length);
            }

            if (length < 0)
            {
                throw SystemCallException.Last("cannot read a folder");
            }

            if (length == 0)
            {
                names.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
                return names;
            }

            Collect(buffer.AsSpan(0, (int)length), names);
        }
    }

    private static void Collect(ReadOnlySpan<byte> records, List<byte[]> names)
    {
        while (records.Length > 0)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(records[RecordLengthAt..]);
            var name = records[NameAt..length];
            name = name[..(name.IndexOf((byte)0) + 1)];
            if (!name.SequenceEqual(".\0"u8) && !name.SequenceEqual("..\0"u8))
            {
                names.Add(name.ToArray());
            }

            records = records[length..];
        }
    }
}
