using Slipway.Linux.Kernel;

namespace Slipway.Linux.Terminals;

/// <summary>The terminal at standard input without its own line editing and signals, so that each key goes to where a program reads it. Disposing gives it back as it was.</summary>
public sealed class RawTerminal : IDisposable
{
    private const int StandardInput = 0;
    private const int StandardOutput = 1;
    // The C library's struct termios is shorter on every processor.
    private const int SettingsBytes = 256;
    private readonly byte[] _before;
    private int _disposed;

    private RawTerminal(byte[] before) => _before = before;

    /// <returns>Null: there is no terminal at standard input.</returns>
    public static RawTerminal? TryOpen()
    {
        var before = new byte[SettingsBytes];
        if (Libc.GetTerminal(StandardInput, before) != 0)
        {
            return null;
        }

        var raw = (byte[])before.Clone();
        Libc.MakeRaw(raw);
        return Libc.SetTerminal(StandardInput, Libc.Now, raw) == 0 ? new RawTerminal(before) : null;
    }

    /// <summary>The terminal's columns and rows; null: they are not known.</summary>
    public static (ushort Columns, ushort Rows)? Size()
    {
        // Rows, columns, and the size in dots.
        var size = new ushort[4];
        return Libc.GetWindowSize(StandardOutput, Libc.WindowSize, size) == 0 && size is [> 0, > 0, _, _] ? (size[1], size[0]) : null;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _ = Libc.SetTerminal(StandardInput, Libc.Now, _before);
        }
    }
}
