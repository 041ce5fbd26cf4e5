using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Kernel;
using Slipway.Linux.Processes;

namespace Slipway.Linux.Netlink;

/// <summary>The network namespace of another process, and work in it. Sockets opened there stay there.</summary>
public sealed class NetworkNamespace : IDisposable
{
    private const int StackSize = 256 * 1024;
    private readonly SafeFileHandle _handle;

    private NetworkNamespace(SafeFileHandle handle) => _handle = handle;
    /// <exception cref="IOException">The process is gone, or this one may not look.</exception>
    public static NetworkNamespace Of(int process)
    {
        var descriptor = Libc.OpenAt(Libc.CurrentFolder, $"/proc/{process}/ns/net", Libc.CloseOnExec, 0);
        return descriptor >= 0 ? new(new SafeFileHandle(descriptor, ownsHandle: true)) : throw new KernelException("enter a network namespace");
    }
    /// <param name="group">What the path of its control groups holds: by now its number may be another's.</param>
    /// <exception cref="IOException">The process is gone or another's, or this one may not look.</exception>
    public static NetworkNamespace Of(int process, string group)
    {
        var found = Of(process);
        try
        {
            return HostProcess.IsIn(process, group) ? found : throw new IOException($"process {process} of this machine is not in {group}");
        }
        catch
        {
            found.Dispose();
            throw;
        }
    }
    /// <param name="work">Runs on a thread of its own.</param>
    /// <exception cref="IOException">The process is gone, or this one may not enter.</exception>
    public static T Run<T>(int process, Func<T> work)
    {
        using var place = Of(process);
        return place.Run(work);
    }

    /// <param name="work">Runs on a thread of its own: a namespace belongs to the thread, and the pool's threads must keep theirs.</param>
    /// <exception cref="IOException">This process may not enter.</exception>
    public T Run<T>(Func<T> work)
    {
        var inside = new Task<T>(() =>
        {
            Enter();
            return work();
        });
        var thread = new Thread(() => inside.RunSynchronously(TaskScheduler.Default), StackSize)
        {
            // No work in it is to keep a process that ends.
            IsBackground = true,
        };
        thread.Start();
        thread.Join();
        return inside.GetAwaiter().GetResult();
    }

    public void Dispose() => _handle.Dispose();

    private void Enter()
    {
        if (Libc.SetNamespace(_handle, Libc.CloneNewNet) != 0)
        {
            throw new KernelException("enter a network namespace");
        }
    }
}
