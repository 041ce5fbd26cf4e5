using Slipway.Engines.Cgroups;
using Slipway.Engines.Kernel;

namespace Slipway.Engines.Tests.Cgroups;

public sealed class CgroupFilesTests
{
    [Fact]
    public void Groups_nested_deeper_than_a_path_may_be_long_are_removed_with_their_siblings()
    {
        var group = Directory.CreateTempSubdirectory("slipway-groups-").FullName;
        Directory.CreateDirectory(Path.Combine(group, "beside", "below"));
        var here = group;
        var name = new string('x', 250);
        var folders = new List<int>();
        for (var depth = 0; depth < 40; depth++)
        {
            Directory.CreateDirectory(Path.Combine(here, name));
            folders.Add(Libc.OpenAt(-100, Path.Combine(here, name), 0x10000));
            here = $"/proc/self/fd/{folders[^1]}";
        }
        File.WriteAllText(Path.Combine(group, "beside", "below", "cgroup.procs"), "1\n0\n");
        Assert.Equal([1], CgroupFiles.Processes(group));
        File.Delete(Path.Combine(group, "beside", "below", "cgroup.procs"));

        Assert.True(CgroupFiles.TryRemove(group));

        Assert.False(Directory.Exists(group));
        Assert.All(folders, folder => Assert.Equal(0, Libc.Close(folder)));
    }

    [Fact]
    public void A_group_that_is_gone_has_no_processes_and_counts_as_removed()
    {
        Assert.Empty(CgroupFiles.Processes("/tmp/slipway-no-such-group"));
        Assert.True(CgroupFiles.TryRemove("/tmp/slipway-no-such-group"));
    }
}
