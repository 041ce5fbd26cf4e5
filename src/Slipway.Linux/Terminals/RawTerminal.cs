using System.Runtime.InteropServices;

namespace Slipway.Linux.Terminals;

/// <summary>The terminal at standard input without its own line editing and signals, so that each key goes to where a program reads it. Disposing gives it back as it was.</summary>
public sealed partial class RawTerminal : IDisposable
{
    private const int StandardInput = 0;
    private const int StandardOutput = 1;
    private const int Now = 0;
    private const nuint WindowSize = 0x5413;
    // The C library's struct termios is shorter on every processor.
    private const int SettingsBytes = 256;
    private readonly byte[] _before;
    private int _disposed;

    private RawTerminal(byte[] before) => _before = before;

    /// <returns>Null: there is no terminal at standard input.</returns>
    public static RawTerminal? TryOpen()
    {
        var before = new byte[SettingsBytes];
        if (GetSettings(StandardInput, before) != 0)
        {
            return null;
        }

        var raw = (byte[])before.Clone();
        MakeRaw(raw);
        return SetSettings(StandardInput, Now, raw) == 0 ? new RawTerminal(before) : null;
    }

    /// <summary>The terminal's columns and rows; null: they are not known.</summary>
    public static (ushort Columns, ushort Rows)? Size()
    {
        // Rows, columns, and the size in dots.
        var size = new ushort[4];
        return Control(StandardOutput, WindowSize, size) == 0 && size is [> 0, > 0, _, _] ? (size[1], size[0]) : null;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _ = SetSettings(StandardInput, Now, _before);
        }
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetSettings(int descriptor, [In, Out] byte[] settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetSettings(int descriptor, int when, [In] byte[] settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void MakeRaw([In, Out] byte[] settings);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int descriptor, nuint request, [In, Out] ushort[] size);
}
