using System.Globalization;

namespace Slipway.Linux.Cgroups;

/// <summary>A control group by its path, in every hierarchy of the host.</summary>
/// <param name="path">Below the root of each, such as <c>slipway/name</c>.</param>
public sealed class Cgroup(CgroupHierarchies hierarchies, string path)
{
    private static readonly string[] Controllers = ["cpu", "memory", "pids", "io", "cpuset", "hugetlb"];

    /// <summary>Where it is, or would be.</summary>
    public IReadOnlyList<string> Folders { get; } = [.. hierarchies.Folders.Select(folder => Path.Combine(folder, path))];

    /// <summary>True while anything runs in it or below it.</summary>
    public bool HasProcesses => Folders.Any(group => CgroupFiles.Processes(group).Any());

    /// <summary>True when certainly nothing runs in it; false also where that cannot be seen.</summary>
    public bool IsEmpty => Folders.All(CgroupFiles.IsEmpty);

    /// <summary>True when a process was killed for want of memory, or could not be made for want of a number.</summary>
    public bool HasMetLimit => Folders.Any(CgroupFiles.HasMetLimit);

    /// <summary>Makes it with its limits, or changes them; groups below it may be limited too.</summary>
    /// <returns>What this machine cannot limit, in words; empty: all is limited.</returns>
    /// <exception cref="IOException">It cannot be made.</exception>
    public IReadOnlyList<string> Make(CgroupLimits limits)
    {
        if (hierarchies.Unified)
        {
            EnableAbove(hierarchies.Folders[0]);
        }

        var limited = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in Folders)
        {
            Directory.CreateDirectory(group);
            limited.UnionWith(limits.Write(group));
        }

        if (hierarchies.Unified)
        {
            Enable(Folders[0]);
        }

        return [.. CgroupLimits.All.Except(limited)];
    }

    /// <summary>Writes a number into a file of it, in the hierarchies that have such a file and take the number.</summary>
    public void Set(string file, long value)
    {
        foreach (var group in Folders)
        {
            CgroupFiles.TryWrite(Path.Combine(group, file), value.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Lets nothing in it run until <see cref="Thaw"/>; false: this machine cannot.</summary>
    public bool TryFreeze() => Folders.Any(group => WriteFrozen(group, frozen: true));

    /// <summary>Lets what is frozen run on.</summary>
    public void Thaw()
    {
        foreach (var group in Folders)
        {
            WriteFrozen(group, frozen: false);
        }
    }

    /// <summary>Kills every process in it and below it; false: there was none any more.</summary>
    /// <exception cref="IOException">Not all could be looked for.</exception>
    public bool Kill()
    {
        foreach (var group in Folders)
        {
            // With version 1 nobody may move groups about meanwhile; version 2 kills all of them by itself.
            CgroupFiles.TryWrite(Path.Combine(group, "freezer.state"), "FROZEN");
            CgroupFiles.TryWrite(Path.Combine(group, "cgroup.kill"), "1");
        }

        try
        {
            return Folders.Select(CgroupFiles.KillAll).ToList().Contains(true);
        }
        finally
        {
            foreach (var group in Folders)
            {
                CgroupFiles.ThawAll(group);
            }
        }
    }

    /// <summary>Removes it with those below it; false: something is still in them.</summary>
    /// <exception cref="IOException">A group is there and cannot be entered.</exception>
    public bool TryRemove() => Folders.Select(CgroupFiles.TryRemove).ToList().TrueForAll(gone => gone);

    private void EnableAbove(string above)
    {
        foreach (var name in path.Split('/'))
        {
            Enable(above);
            above = Path.Combine(above, name);
            Directory.CreateDirectory(above);
        }
    }

    // One by one: the kernel takes a line with a controller that is not there, or not to be had, not at all.
    private static void Enable(string group)
    {
        foreach (var controller in Controllers)
        {
            CgroupFiles.TryWrite(Path.Combine(group, "cgroup.subtree_control"), "+" + controller);
        }
    }

    // Version 1, else version 2.
    private static bool WriteFrozen(string group, bool frozen) =>
        CgroupFiles.TryWrite(Path.Combine(group, "freezer.state"), frozen ? "FROZEN" : "THAWED")
        || CgroupFiles.TryWrite(Path.Combine(group, "cgroup.freeze"), frozen ? "1" : "0");
}
