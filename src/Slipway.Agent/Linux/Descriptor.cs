using System.Runtime.InteropServices;

namespace Slipway.Agent.Linux;

/// <summary>An open file descriptor with blocking reads and writes; closes when disposed.</summary>
internal sealed unsafe class Descriptor(int number) : IDisposable
{
    private int _number = number;

    public int Number => _number;

    public static Descriptor Open(string path, int flags, uint mode = 0)
    {
        fixed (byte* native = NativeText.Terminated(path))
        {
            return OpenAt(Libc.AtCurrent, native, flags, mode) ?? throw SystemCallException.Last($"cannot open {path}");
        }
    }

    /// <summary>Null when the kernel refuses; the reason is the last error.</summary>
    public static Descriptor? OpenAt(int folder, byte* path, int flags, uint mode)
    {
        int opened;
        do
        {
            opened = Libc.OpenAt(folder, path, flags | Libc.CloseOnExec, mode);
        }
        while (opened < 0 && Marshal.GetLastPInvokeError() == SystemCallException.Interrupted);

        return opened < 0 ? null : new Descriptor(opened);
    }

    /// <summary>What is open.</summary>
    public Libc.FileStatus Status()
    {
        byte none = 0;
        Libc.FileStatus status;
        return Libc.Statx(_number, &none, Libc.AtEmptyPath, Libc.AllFacts, &status) == 0 ? status : throw SystemCallException.Last("cannot read what is open");
    }

    /// <summary>How many bytes came; 0 at the end; -1 with the last error set.</summary>
    public int TryRead(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint read;
            do
            {
                read = Libc.Read(_number, start, buffer.Length);
            }
            while (read < 0 && Marshal.GetLastPInvokeError() == SystemCallException.Interrupted);

            return (int)read;
        }
    }

    public int Read(Span<byte> buffer)
    {
        var read = TryRead(buffer);
        return read >= 0 ? read : throw SystemCallException.Last("cannot read");
    }

    /// <summary>Goes to a place of a file, which may lie behind its end.</summary>
    public void Seek(long offset)
    {
        if (Libc.Seek(_number, offset, Libc.FromBegin) < 0)
        {
            throw SystemCallException.Last("cannot seek");
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[WriteSome(bytes)..];
        }
    }

    /// <summary>How many bytes were taken; it may be none.</summary>
    public int WriteSome(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            var written = Libc.Write(_number, start, bytes.Length);
            return written >= 0 ? (int)written
                : Marshal.GetLastPInvokeError() == SystemCallException.Interrupted ? 0
                : throw SystemCallException.Last("cannot write");
        }
    }

    /// <summary>Ends a socket both ways: whoever waits for it in another thread wakes.</summary>
    public void Shutdown() => _ = Libc.Shutdown(_number, Libc.ShutdownBoth);

    /// <summary>Tells the other end of a socket that nothing more comes.</summary>
    public void EndOutput() => _ = Libc.Shutdown(_number, Libc.ShutdownWrites);

    public void Dispose()
    {
        var number = Interlocked.Exchange(ref _number, -1);
        if (number >= 0)
        {
            _ = Libc.Close(number);
        }
    }
}
