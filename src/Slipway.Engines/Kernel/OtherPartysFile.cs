using Microsoft.Win32.SafeHandles;

namespace Slipway.Engines.Kernel;

/// <summary>Reads a file below a folder in which another party may change everything at any moment: follows no link, waits for nobody, reads no more than it is asked.</summary>
internal static class OtherPartysFile
{
    /// <summary>The last bytes of a regular file; empty: there is none at this path, or a link on the way.</summary>
    /// <param name="root">Its own path is trusted.</param>
    /// <param name="path">Below the root, such as <c>var/log/dockerd.log</c>.</param>
    /// <param name="mostBytes">How much is read.</param>
    public static byte[] ReadEnd(string root, string path, int mostBytes)
    {
        using var file = Open(root, path);
        if (file.IsInvalid)
        {
            return [];
        }
        try
        {
            using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
            if (!stream.CanSeek)
            {
                return [];
            }
            stream.Seek(-Math.Min(stream.Length, mostBytes), SeekOrigin.End);
            var bytes = new byte[mostBytes];
            return bytes[..stream.ReadAtLeast(bytes, mostBytes, throwOnEndOfStream: false)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A folder or a device is in the file's place.
            return [];
        }
    }

    private static SafeFileHandle Open(string root, string path)
    {
        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var here = new SafeFileHandle(Libc.OpenAt(Libc.AtCurrent, root, Libc.OpenFolder | Libc.OpenCloseOnExec), ownsHandle: true);
        for (var i = 0; i < names.Length && !here.IsInvalid; i++)
        {
            using var parent = here;
            var kind = i < names.Length - 1 ? Libc.OpenFolder : Libc.OpenNotBlocking;
            here = new SafeFileHandle(Libc.OpenAt((int)parent.DangerousGetHandle(), names[i], kind | Libc.OpenNoLink | Libc.OpenCloseOnExec), ownsHandle: true);
        }
        return here;
    }
}
