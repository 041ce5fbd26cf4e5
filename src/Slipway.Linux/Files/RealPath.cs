using System.Runtime.InteropServices;

namespace Slipway.Linux.Files;

/// <summary>Paths as the kernel sees them: whole, and with every link in them followed.</summary>
public static partial class RealPath
{
    private const int LongestPath = 4096;

    /// <returns>Null: there is nothing, or it may not be looked at.</returns>
    public static string? Of(string path)
    {
        var resolved = new byte[LongestPath];
        return Resolve(path, resolved) == 0 ? null : PathText.Of(resolved.AsSpan(0, resolved.AsSpan().IndexOf((byte)0)));
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller))]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Resolve(string path, Span<byte> resolved);
}
