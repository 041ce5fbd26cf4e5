using Slipway.Linux.Kernel;

namespace Slipway.Linux.Files;

/// <summary>Paths as the kernel sees them: whole, and with every link in them followed.</summary>
public static class RealPath
{
    private const int LongestPath = 4096;

    /// <returns>Null: there is nothing, or it may not be looked at.</returns>
    public static string? Of(string path)
    {
        var resolved = new byte[LongestPath];
        return Libc.ResolvePath(path, resolved) == 0 ? null : PathText.Of(resolved.AsSpan(0, resolved.AsSpan().IndexOf((byte)0)));
    }
}
