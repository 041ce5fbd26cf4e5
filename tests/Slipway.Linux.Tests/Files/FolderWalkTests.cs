using Slipway.Linux.Files;
using Slipway.Testing.Programs;

namespace Slipway.Linux.Tests.Files;

public sealed class FolderWalkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-walk-").FullName;

    [Fact]
    public void Folders_are_visited_deepest_first_and_removed_whatever_bytes_their_names_have()
    {
        // Twice the same text, by two names that are no UTF-8.
        Tool.Shell(_folder, "mkdir -p \"$(printf 'a\\377')/deep\" \"$(printf 'a\\376')\" 'b\n' c; ln -s c d; touch e");

        var visited = 0;
        using (var walk = FolderWalk.TryOpen(_folder)!)
        {
            while (walk.Next())
            {
                visited++;
                Assert.True(walk.Leave(remove: true));
            }

            Assert.False(walk.HasMissed);
        }

        Assert.Equal(6, visited);
        Assert.Equal(["d", "e"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_folder_that_is_not_empty_is_left()
    {
        Tool.Shell(_folder, "mkdir full; touch full/file");
        using var walk = FolderWalk.TryOpen(_folder)!;

        Assert.True(walk.Next());
        Assert.Single(Directory.GetFiles(walk.Here));
        Assert.False(walk.Leave(remove: true));
    }

    [Fact]
    public void A_folder_that_got_another_name_meanwhile_is_missed_and_that_is_said()
    {
        Tool.Shell(_folder, "mkdir -p one/deep");
        using var walk = FolderWalk.TryOpen(_folder)!;
        Tool.Shell(_folder, "mv one two");

        Assert.True(walk.Next());

        Assert.True(walk.HasMissed);
        Assert.Equal(["two"], Directory.GetDirectories(walk.Here).Select(Path.GetFileName));
    }

    [Fact]
    public void There_is_no_walk_through_what_is_not_there_and_a_failure_where_it_cannot_be_known()
    {
        Assert.Null(FolderWalk.TryOpen(Path.Combine(_folder, "none")));
        Assert.Throws<IOException>(() => FolderWalk.TryOpen(Path.Combine(_folder, new string('x', 300))));
    }

    public void Dispose() => Tool.Shell(_folder, "rm -rf -- \"$PWD\"");
}
