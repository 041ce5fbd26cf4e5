using System.Diagnostics;
using Slipway.Engines.Cgroups;
using Slipway.Engines.Leases;
using Slipway.Linux.Cgroups;

namespace Slipway.Engines.Tests.Cgroups;

[Trait("needs", "root")]
public sealed class EngineCgroupTests
{
    private const string Hide = "chdir $ARGV[0] or die; $name = eval $ARGV[1]; for (1 .. 40) { mkdir $name or last; chdir $name } open P, '>', 'cgroup.procs'; print P $$; close P; if (open F, '>', 'freezer.state') { print \"hidden\\n\"; close STDOUT; print F 'FROZEN'; close F } else { print \"hidden\\n\"; close STDOUT } sleep 600";

    [Fact]
    public void A_running_engines_memory_is_raised_and_lowered()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var hierarchies = CgroupHierarchies.Read();
        var root = $"slipway-raise-{Environment.ProcessId}";
        var cgroup = new EngineCgroup(hierarchies, root, "engine0");
        var files = hierarchies.Folders.SelectMany(folder => (string[])["memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.max"], (folder, name) => Path.Combine(folder, root, "engine0", name));

        foreach (var memory in (long[])[1L << 30, 2L << 30, 1L << 29])
        {
            cgroup.Limit(EngineLimits.Default with { MemoryBytes = memory });

            Assert.All(files.Where(File.Exists), file => Assert.Equal($"{memory}", File.ReadAllText(file).Trim()));
        }
        Assert.True(cgroup.Group.TryRemove());
        Assert.All(hierarchies.Folders, folder => CgroupFiles.TryRemove(Path.Combine(folder, root)));
    }

    [Fact]
    public void A_machine_whose_control_groups_lack_controllers_is_said_not_to_limit_what_they_limit()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-groups-").FullName;
        var group = Directory.CreateDirectory(Path.Combine(folder, "root", "engine0")).FullName;
        File.WriteAllText(Path.Combine(group, "cpu.max"), "max");

        var unlimited = new EngineCgroup(new CgroupHierarchies(Unified: true, [folder]), "root", "engine0").Limit(EngineLimits.Default);

        Assert.Equal(["memory", "number of processes"], unlimited);
        Assert.Equal("200000 100000", File.ReadAllText(Path.Combine(group, "cpu.max")));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("hugetlb.2MB.max")]
    [InlineData("hugetlb.1GB.rsvd.max")]
    [InlineData("hugetlb.2MB.limit_in_bytes")]
    public void An_engine_has_no_huge_pages(string name)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-groups-").FullName;
        var group = Directory.CreateDirectory(Path.Combine(folder, "root", "engine0")).FullName;
        File.WriteAllText(Path.Combine(group, name), "max");

        new EngineCgroup(new CgroupHierarchies(Unified: true, [folder]), "root", "engine0").Limit(EngineLimits.Default);

        Assert.Equal("0", File.ReadAllText(Path.Combine(group, name)));
        Directory.Delete(folder, recursive: true);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("'x' x 200")]
    [InlineData("chr(255)")]
    [InlineData("chr(255) . 'x' x 200")]
    public async Task A_process_that_hides_where_no_path_reaches_and_freezes_itself_is_killed_and_its_groups_are_removed(string name)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var hierarchies = CgroupHierarchies.Read();
        var root = $"slipway-hide-{Environment.ProcessId}";
        var cgroup = new EngineCgroup(hierarchies, root, "engine0");
        cgroup.Limit(EngineLimits.Default);
        var hiding = hierarchies.Folders.FirstOrDefault(folder => folder.EndsWith("/freezer", StringComparison.Ordinal)) ?? hierarchies.Folders[0];
        using var process = Process.Start(new ProcessStartInfo("perl", ["-e", Hide, Path.Combine(hiding, root, "engine0"), name]) { RedirectStandardOutput = true })!;
        Assert.Equal("hidden", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.True(cgroup.Group.HasProcesses);

        while (cgroup.Group.Kill())
        {
            await Task.Yield();
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(cgroup.Group.TryRemove());
        Assert.DoesNotContain(hierarchies.Folders, folder => Directory.Exists(Path.Combine(folder, root, "engine0")));
        Assert.All(hierarchies.Folders, folder => CgroupFiles.TryRemove(Path.Combine(folder, root)));
    }
}
