using Slipway.Linux.Locks;
using Slipway.Linux.Repositories;

namespace Slipway.Linux.Tests.Repositories;

public sealed class TemporaryFolderTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("temporary-folders-").FullName;

    [Fact]
    public void What_a_killed_process_left_is_removed()
    {
        var left = Leave("dead", age: TimeSpan.FromHours(1));
        TemporaryFolder.RemoveAbandoned(_place, TimeProvider.System);
        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public void So_is_what_one_left_that_was_killed_before_it_had_its_lock()
    {
        var left = Leave("early", age: TimeSpan.FromHours(1));
        File.Delete(Path.Combine(left, TemporaryFolder.LockName));
        Directory.SetLastWriteTimeUtc(left, (TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1)).UtcDateTime);
        TemporaryFolder.RemoveAbandoned(_place, TimeProvider.System);
        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public void What_a_living_process_holds_stays()
    {
        var held = Leave("alive", age: TimeSpan.FromHours(1));
        using (FileLock.TryTake(Path.Combine(held, TemporaryFolder.LockName)))
        {
            TemporaryFolder.RemoveAbandoned(_place, TimeProvider.System);
        }

        Assert.True(Directory.Exists(held));
    }

    [Fact]
    public void What_was_made_just_now_stays_for_it_may_have_no_lock_yet()
    {
        var young = Leave("young", age: TimeSpan.Zero);
        TemporaryFolder.RemoveAbandoned(_place, TimeProvider.System);
        Assert.True(Directory.Exists(young));
    }

    [Fact]
    public void Folders_of_others_and_links_in_their_place_stay()
    {
        var other = Directory.CreateDirectory(Path.Combine(_place, "other", "inside"));
        Directory.CreateSymbolicLink(Path.Combine(_place, TemporaryFolder.Prefix + "link"), other.Parent!.FullName);
        TemporaryFolder.RemoveAbandoned(_place, TimeProvider.System);
        Assert.True(other.Exists);
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    private string Leave(string name, TimeSpan age)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_place, TemporaryFolder.Prefix + name)).FullName;
        File.WriteAllText(Path.Combine(folder, TemporaryFolder.LockName), "");
        Directory.SetLastWriteTimeUtc(folder, (TimeProvider.System.GetUtcNow() - age).UtcDateTime);
        return folder;
    }
}
