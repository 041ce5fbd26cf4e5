using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Engines.Identity;
using Slipway.Engines.Kernel;

namespace Slipway.Engines.Btrfs;

/// <summary>A user namespace with an engine's ids, held open only to say so to the kernel: nothing ever runs in it.</summary>
internal sealed unsafe class IdMap : IDisposable
{
    private const int NewUserNamespace = 0x10000000;
    private const int AnyClone = 0x40000000;
    private const int StackBytes = 65_536;
    private const int SecondsToLive = 5;

    private IdMap(SafeFileHandle userNamespace) => UserNamespace = userNamespace;

    public SafeFileHandle UserNamespace { get; }

    /// <summary>Makes the namespace with the help of a child that only sleeps and, should this process die now, ends by itself.</summary>
    /// <exception cref="StorageCallException">The kernel allows no user namespaces here.</exception>
    public static IdMap Create(IReadOnlyList<IdRange> ids)
    {
        var child = StartSleeper();
        try
        {
            var map = string.Concat(ids.Select(range => string.Create(CultureInfo.InvariantCulture, $"{range.Inside} {range.OnHost} {range.Count}\n")));
            File.WriteAllText($"/proc/{child}/uid_map", map);
            File.WriteAllText($"/proc/{child}/gid_map", map);
            return new IdMap(File.OpenHandle($"/proc/{child}/ns/user"));
        }
        finally
        {
            _ = Libc.Kill(child, Libc.SigKill);
            _ = Syscalls.WaitFor(child, null, AnyClone);
        }
    }

    public void Dispose() => UserNamespace.Dispose();

    /// <summary>
    /// The child is a copy of this process that runs nothing but libc's <c>sleep</c>, no managed code, and ends without a signal
    /// that the runtime would see.
    /// </summary>
    private static int StartSleeper()
    {
        var library = NativeLibrary.Load("libc.so.6");
        var sleep = NativeLibrary.GetExport(library, "sleep");
        var stack = (byte*)NativeMemory.AlignedAlloc(StackBytes, 4096);
        try
        {
            var child = Syscalls.Clone(sleep, stack + StackBytes, NewUserNamespace, SecondsToLive);
            return child > 0 ? child : throw StorageCallException.Last("clone", "a user namespace");
        }
        finally
        {
            NativeMemory.AlignedFree(stack);
            NativeLibrary.Free(library);
        }
    }
}
