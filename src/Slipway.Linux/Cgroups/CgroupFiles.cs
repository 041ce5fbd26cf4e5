using Slipway.Linux.Files;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Cgroups;

/// <summary>Reading, writing and removing control groups, which are folders that the kernel fills.</summary>
internal static class CgroupFiles
{
    /// <summary>Every process in a group and those below it.</summary>
    /// <exception cref="IOException">A group is there and cannot be entered or read.</exception>
    public static IEnumerable<int> Processes(string group)
    {
        using var walk = FolderWalk.TryOpen(group);
        while (walk is not null && walk.Next())
        {
            foreach (var process in ProcessesOf(walk))
            {
                yield return process;
            }
            walk.Leave(remove: false);
        }
    }

    /// <summary>Kills every process in a group and those below it; a frozen one dies when it is thawed.</summary>
    /// <returns>False: there was none, and no group went or came while they were looked for.</returns>
    /// <exception cref="IOException">A group is there and cannot be entered or read.</exception>
    public static bool KillAll(string group)
    {
        using var walk = FolderWalk.TryOpen(group);
        var killed = false;
        while (walk is not null && walk.Next())
        {
            foreach (var process in ProcessesOf(walk))
            {
                killed |= Libc.Kill(process, Libc.SigKill) == 0;
            }
            walk.Leave(remove: false);
        }
        return killed || walk is { HasMissed: true };
    }

    /// <summary>True when a group and those below it have no process, or there is no such group; false also where that cannot be seen.</summary>
    public static bool IsEmpty(string group)
    {
        try
        {
            return !Directory.Exists(group) || !(Populated(group) ?? HasAnyProcess(group));
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Whether the kernel has counted that a group was refused memory or processes.</summary>
    public static bool HasMetLimit(string group) =>
        Counts(Path.Combine(group, "memory.oom_control"), "oom_kill") || Counts(Path.Combine(group, "memory.events"), "oom_kill") || Counts(Path.Combine(group, "pids.events"), "max");

    /// <summary>Lets frozen processes of a group and of those below it run: with version 1 a frozen one does not even die.</summary>
    /// <exception cref="IOException">A group is there and cannot be entered or read.</exception>
    public static void ThawAll(string group)
    {
        using var walk = FolderWalk.TryOpen(group);
        while (walk is not null && walk.Next())
        {
            TryWrite(Path.Combine(walk.Here, "freezer.state"), "THAWED");
            walk.Leave(remove: false);
        }
    }

    /// <summary>Removes a group and those below it; false: something is still in them.</summary>
    /// <exception cref="IOException">A group is there and cannot be entered or read.</exception>
    public static bool TryRemove(string group)
    {
        using (var walk = FolderWalk.TryOpen(group))
        {
            while (walk is not null && walk.Next())
            {
                if (!walk.Leave(remove: true))
                {
                    return false;
                }
            }
        }
        return Libc.RemoveEmptyFolder(group) == 0 || !Directory.Exists(group);
    }

    /// <summary>Writes a value where the kernel has the file; false: it has not, or refuses the value.</summary>
    public static bool TryWrite(string file, string value)
    {
        try
        {
            if (File.Exists(file))
            {
                File.WriteAllText(file, value);
                return true;
            }
            return false;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool Counts(string file, string name) =>
        ReadLines(file).Any(line => line.StartsWith(name + " ", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal));

    /// <summary>Version 2 says it of a group and all below it; null: this is version 1.</summary>
    private static bool? Populated(string group)
    {
        var events = Path.Combine(group, "cgroup.events");
        return File.Exists(events) ? !File.ReadLines(events).Contains("populated 0") : null;
    }

    private static bool HasAnyProcess(string group)
    {
        using var walk = FolderWalk.TryOpen(group) ?? throw new IOException($"{group} cannot be opened");
        while (walk.Next())
        {
            if (File.ReadAllText(Path.Combine(walk.Here, "cgroup.procs")).Length > 0)
            {
                return true;
            }
            walk.Leave(remove: false);
        }
        return false;
    }

    private static IEnumerable<int> ProcessesOf(FolderWalk walk)
    {
        foreach (var line in ReadProcesses(Path.Combine(walk.Here, "cgroup.procs")))
        {
            if (int.TryParse(line, out var process) && process > 0)
            {
                yield return process;
            }
        }
    }

    /// <summary>Nothing of a group that is gone, nor of one of threads, whose processes those above it have.</summary>
    private static string[] ReadProcesses(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException none) when (none is FileNotFoundException or DirectoryNotFoundException || none.HResult is Errno.NoSuchDevice or Errno.NotSupported)
        {
            return [];
        }
    }

    private static string[] ReadLines(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
