using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Cgroups;
using Slipway.Linux.Files;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Tests.Cgroups;

public sealed class CgroupFilesTests
{
    [Fact]
    public void Groups_nested_deeper_than_a_path_may_be_long_are_removed_with_their_siblings()
    {
        var group = Directory.CreateTempSubdirectory("slipway-groups-").FullName;
        Directory.CreateDirectory(Path.Combine(group, "beside", "below"));
        var here = group;
        var name = new string('x', 250);
        var folders = new List<SafeFileHandle>();
        for (var depth = 0; depth < 40; depth++)
        {
            Directory.CreateDirectory(Path.Combine(here, name));
            folders.Add(FileSystem.OpenFolder(Path.Combine(here, name)));
            here = $"/proc/self/fd/{folders[^1].DangerousGetHandle()}";
        }
        File.WriteAllText(Path.Combine(group, "beside", "below", "cgroup.procs"), "1\n0\n");
        Assert.Equal([1], CgroupFiles.Processes(group));
        File.Delete(Path.Combine(group, "beside", "below", "cgroup.procs"));

        Assert.True(CgroupFiles.TryRemove(group));

        Assert.False(Directory.Exists(group));
        folders.ForEach(folder => folder.Dispose());
    }

    [Fact]
    public void A_group_that_is_gone_has_no_processes_and_counts_as_removed()
    {
        Assert.Empty(CgroupFiles.Processes("/tmp/slipway-no-such-group"));
        Assert.True(CgroupFiles.TryRemove("/tmp/slipway-no-such-group"));
    }

    [Fact]
    public void A_group_that_is_there_and_cannot_be_entered_is_a_failure_and_not_an_empty_one()
    {
        const uint Nobody = 65534;
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var group = Directory.CreateTempSubdirectory("slipway-groups-").FullName;
        File.SetUnixFileMode(group, (UnixFileMode)0x1ed);
        Directory.CreateDirectory(Path.Combine(group, "closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        List<Exception?> failures = [];
        // The user id is the thread's own.
        var thread = new Thread(() =>
        {
            Assert.Equal(0, Libc.SetEffectiveUser(Nobody));
            failures.AddRange([Record.Exception(() => CgroupFiles.KillAll(group)), Record.Exception(() => CgroupFiles.ThawAll(group)), Record.Exception(() => CgroupFiles.TryRemove(group))]);
        });

        thread.Start();
        thread.Join();

        Assert.All(failures, failure => Assert.Contains("closed", Assert.IsType<IOException>(failure).Message, StringComparison.Ordinal));
        Assert.Equal(3, failures.Count);
        Directory.Delete(group, recursive: true);
    }
}
