using System.Runtime.InteropServices;

namespace Slipway.Linux.Files;

/// <summary>How many files and folders a file system has room for, where a number of their own bounds them.</summary>
/// <param name="Free">How many more there may be.</param>
/// <param name="All">How many there may be.</param>
public readonly partial record struct FileCount(long Free, long All)
{
    // struct statfs of the 64-bit kernels: numbers of eight bytes each.
    private const int Fields = 32;
    private const int AllField = 5;
    private const int FreeField = 6;

    /// <returns>Null: none bounds them, or the file system does not say.</returns>
    public static FileCount? On(string path)
    {
        var fields = new long[Fields];
        return Ask(path, fields) == 0 && fields[AllField] > 0 ? new(fields[FreeField], fields[AllField]) : null;
    }

    [LibraryImport("libc", EntryPoint = "statfs", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ask(string path, long[] fields);
}
