using Slipway.Linux.Cgroups;

namespace Slipway.Linux.Tests.Cgroups;

public sealed class CgroupTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("slipway-groups-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Limits_are_written_into_whichever_hierarchy_has_them_and_what_is_left_is_said()
    {
        var group = new Cgroup(new CgroupHierarchies(Unified: false, [Hierarchy("memory"), Hierarchy("cpu")]), "slipway/one");
        Put(group.Folders[0], "memory.limit_in_bytes");
        Put(group.Folders[1], "cpu.cfs_period_us", "cpu.cfs_quota_us");

        var unlimited = group.Make(new CgroupLimits(1.5, 1 << 20, 7));

        Assert.Equal([CgroupLimits.NumberOfProcesses], unlimited);
        Assert.Equal("1048576", File.ReadAllText(Path.Combine(group.Folders[0], "memory.limit_in_bytes")));
        Assert.Equal("150000", File.ReadAllText(Path.Combine(group.Folders[1], "cpu.cfs_quota_us")));
    }

    [Fact]
    public void Version_two_lets_each_group_on_the_way_divide_every_controller()
    {
        var hierarchy = Hierarchy("unified");
        var group = new Cgroup(new CgroupHierarchies(Unified: true, [hierarchy]), "slipway/one");
        string[] way = [hierarchy, Path.Combine(hierarchy, "slipway"), group.Folders[0]];
        foreach (var folder in way)
        {
            Put(folder, "cgroup.subtree_control");
        }

        group.Make(new CgroupLimits(1, 1 << 20, 7));

        Assert.All(way, folder => Assert.Equal("+hugetlb", File.ReadAllText(Path.Combine(folder, "cgroup.subtree_control"))));
    }

    [Fact]
    [Trait("needs", "root")]
    public void A_group_of_this_machine_is_made_with_its_limits_and_removed()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Control groups need root.");
        var hierarchies = CgroupHierarchies.Read();
        var root = $"slipway-group-{Environment.ProcessId}";
        var group = new Cgroup(hierarchies, $"{root}/one");

        Assert.DoesNotContain("memory", group.Make(new CgroupLimits(1, 64 << 20, 16)));

        Assert.All(group.Folders, folder => Assert.True(Directory.Exists(folder)));
        Assert.Equal(["one"], hierarchies.Below(root));
        Assert.True(group.IsEmpty);
        Assert.True(group.TryRemove());
        Assert.True(new Cgroup(hierarchies, root).TryRemove());
    }

    private string Hierarchy(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

    private static void Put(string folder, params string[] files)
    {
        Directory.CreateDirectory(folder);
        Array.ForEach(files, file => File.WriteAllText(Path.Combine(folder, file), ""));
    }
}
