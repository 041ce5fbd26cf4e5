using Slipway.Linux.Cgroups;

namespace Slipway.Linux.Tests.Cgroups;

public sealed class CgroupHierarchiesTests
{
    [Fact]
    public void Version_two_alone_has_one_folder()
    {
        var found = CgroupHierarchies.Parse(["proc /proc proc rw 0 0", "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0"]);
        Assert.True(found.Unified);
        Assert.Equal(["/sys/fs/cgroup"], found.Folders);
    }

    [Fact]
    public void Both_mixed_have_a_folder_per_controller()
    {
        var found = CgroupHierarchies.Parse(["cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0", "cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0", "cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0", "cgroup /elsewhere cgroup rw 0 0"]);
        Assert.False(found.Unified);
        Assert.Equal(["/sys/fs/cgroup/cpu", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/unified"], found.Folders);
    }
}
