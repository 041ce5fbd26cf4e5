using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Kernel;

namespace Slipway.Engines.Identity;

/// <summary>
/// An engine's user namespace, held open for its disks to be shifted by and for its sandbox to join. It belongs to the user id that is root in the engine, and
/// not to the host's root who makes it: the kernel counts what is used in a namespace (namespaces, inotify, fanotify, queued signals, message queues, locked
/// memory) for the namespace's owner too, so no engine uses up what the host's root or another engine may have.
/// </summary>
public sealed unsafe class UserNamespace : IDisposable
{
    private const int NewUserNamespace = 0x10000000;
    private const int AnyClone = 0x40000000;
    private const int StackBytes = 65_536;
    private const int SecondsToLive = 5;

    private UserNamespace(SafeFileHandle handle) => Handle = handle;

    public SafeFileHandle Handle { get; }

    /// <summary>
    /// Where other processes of this machine can open it, as long as this is not disposed. The dot is for runc 1.2 and newer, which take the ids of whatever begins with
    /// <c>/proc/NUMBER</c> to be those of the process with this number.
    /// </summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"/proc/./{Environment.ProcessId}/fd/{Handle.DangerousGetHandle()}");

    /// <summary>Makes the namespace with the help of a child that only sleeps and, should this process die now, ends by itself.</summary>
    /// <exception cref="IOException">The kernel allows no user namespaces here.</exception>
    public static UserNamespace Create(IReadOnlyList<IdRange> ids)
    {
        var child = StartSleeper(ids.First(range => range.Inside == 0).OnHost);
        try
        {
            var map = string.Concat(ids.Select(range => string.Create(CultureInfo.InvariantCulture, $"{range.Inside} {range.OnHost} {range.Count}\n")));
            File.WriteAllText($"/proc/{child}/uid_map", map);
            File.WriteAllText($"/proc/{child}/gid_map", map);
            return new UserNamespace(File.OpenHandle($"/proc/{child}/ns/user"));
        }
        finally
        {
            _ = Libc.Kill(child, Libc.SigKill);
            _ = Libc.WaitFor(child, null, AnyClone);
        }
    }

    public void Dispose() => Handle.Dispose();

    /// <summary>On a thread of its own, for its user id alone changes, and only for as long as the thread lives.</summary>
    private static int StartSleeper(uint owner)
    {
        var child = 0;
        KernelException? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    Become(owner);
                    child = StartSleeper();
                }
                catch (KernelException exception)
                {
                    failure = exception;
                }
            },
            StackBytes * 4);
        thread.Start();
        thread.Join();
        return failure is null ? child : throw failure;
    }

    /// <summary>The powers stay where they may: some machines let nobody without them make user namespaces, most let everybody.</summary>
    private static void Become(uint owner)
    {
        _ = Libc.KeepPowers();
        if (Libc.SetEffectiveUser(owner) != 0)
        {
            throw new KernelException(string.Create(CultureInfo.InvariantCulture, $"work as user {owner}"));
        }
    }

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
            var child = Libc.Clone(sleep, stack + StackBytes, NewUserNamespace, SecondsToLive);
            return child > 0 ? child : throw new KernelException("make a user namespace");
        }
        finally
        {
            NativeMemory.AlignedFree(stack);
            NativeLibrary.Free(library);
        }
    }
}
