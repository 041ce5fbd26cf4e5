using Slipway.Linux.Files;
using Slipway.Testing.Programs;

namespace Slipway.Linux.Tests.Files;

/// <summary>Each test runs with openat2, and part by part as on kernels without it.</summary>
public sealed class ConfinedFolderTests : IDisposable
{
    private const int Enough = 1 << 20;
    private readonly HostileTree _tree = new();

    public static TheoryData<bool> Ways { get; } = [true, false];

    public void Dispose() => _tree.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_regular_file_is_read_whole_and_what_is_not_there_is_null(bool partByPart)
    {
        _tree.Write("a/b/file", "words");
        using var folder = Open(partByPart);
        Assert.Equal("words", Text(folder.TryRead("a/b/file", Enough)));
        Assert.Equal("words", Text(folder.TryRead("a//./b/file", Enough)));
        Assert.Equal("ds", Text(folder.TryReadEnd("a/b/file", 2)));
        Assert.Null(folder.TryRead("a/b/none", Enough));
        Assert.Null(folder.TryRead("a/none/file", Enough));
        Assert.Null(folder.TryRead("a/b/file/below", Enough));
        Assert.Null(folder.TryOpenFolder("none"));
        Assert.Null(folder.TryOpenFolder("a/b/file"));
        Assert.Empty(folder.List("none"));
        Assert.Null(folder.Look("none"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void No_link_is_followed_on_any_part_wherever_it_leads(bool partByPart)
    {
        _tree.Write("inside", "inside");
        _tree.Link("file", Path.Combine(_tree.Outside, "secret"));
        _tree.Link("relative", "../outside/secret");
        _tree.Link("dangling", Path.Combine(_tree.Outside, "none"));
        _tree.Link("within", "inside");
        _tree.Link("zero", "/dev/zero");
        _tree.Link("process", "/proc/self/environ");
        _tree.Link("folder", Path.Combine(_tree.Outside, "folder"));
        _tree.Link("deep/middle", _tree.Outside);
        using var folder = Open(partByPart);
        Assert.All(["file", "relative", "dangling", "within", "zero", "process", "folder", "folder/secret", "deep/middle/secret", "deep/middle/folder/secret"], path =>
        {
            var refused = Assert.Throws<RefusedPathException>(() => folder.TryRead(path, Enough));
            Assert.Contains("is a symbolic link", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(HostileTree.Secret, refused.Message, StringComparison.Ordinal);
        });
        Assert.EndsWith("/deep/middle", Assert.Throws<RefusedPathException>(() => folder.TryRead("deep/middle/secret", Enough)).Path, StringComparison.Ordinal);
        Assert.All(["folder", "deep/middle", "deep/middle/folder"], path =>
        {
            Assert.Throws<RefusedPathException>(() => folder.List(path));
            Assert.Throws<RefusedPathException>(() => folder.TryOpenFolder(path));
            Assert.Throws<RefusedPathException>(() => folder.Look(path + "/secret"));
            Assert.Throws<RefusedPathException>(() => folder.Write(path + "/new", "x"u8));
        });
        Assert.Equal(["folder", "secret"], Directory.EnumerateFileSystemEntries(_tree.Outside).Select(Path.GetFileName).Order());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_link_is_told_and_its_target_read_as_it_is_written(bool partByPart)
    {
        _tree.Link("link", "../outside/secret");
        _tree.Write("file", "x");
        using var folder = Open(partByPart);
        Assert.Equal(FileKind.Link, folder.Look("link")?.Kind);
        Assert.Equal("../outside/secret", folder.ReadLink("link"));
        Assert.Throws<RefusedPathException>(() => folder.ReadLink("file"));
        Assert.Equal([new FolderEntry("file", FileKind.File), new FolderEntry("link", FileKind.Link)], folder.List());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_mode_the_length_and_the_time_are_the_files(bool partByPart)
    {
        var file = _tree.Write("file", "words");
        var time = new DateTime(2021, 2, 3, 4, 5, 6, DateTimeKind.Utc).AddTicks(7);
        File.SetLastWriteTimeUtc(file, time);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupExecute);
        using var folder = Open(partByPart);
        Assert.Equal(new FileFacts(FileKind.File, UnixFileMode.UserRead | UnixFileMode.GroupExecute, 5, time), folder.Look("file")!.Value with { Owner = 0, Device = 0 });
    }

    [Theory]
    [InlineData("pipe", true)]
    [InlineData("pipe", false)]
    [InlineData("socket", true)]
    [InlineData("socket", false)]
    [InlineData("device", true)]
    [InlineData("device", false)]
    public async Task What_is_no_regular_file_is_refused_at_once(string kind, bool partByPart)
    {
        _tree.Special("special", kind);
        using var folder = Open(partByPart);
        var reading = Task.Run(() => Assert.Throws<RefusedPathException>(() => folder.TryRead("special", Enough)), TestContext.Current.CancellationToken);
        Assert.Contains("is no regular file", (await reading.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Equal(FileKind.Other, folder.Look("special")?.Kind);
        Assert.Equal([new FolderEntry("special", FileKind.Other)], folder.List());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_file_that_is_larger_than_was_asked_for_is_refused_before_it_is_read(bool partByPart)
    {
        using (var huge = File.Create(_tree.Write("huge", "")))
        {
            huge.SetLength(8L << 40);
        }

        _tree.Write("exact", "12345");
        using var folder = Open(partByPart);
        Assert.EndsWith("huge is larger than 1 MiB, the most that is read of such a file", Assert.Throws<RefusedPathException>(() => folder.TryRead("huge", Enough)).Message, StringComparison.Ordinal);
        Assert.Equal("12345", Text(folder.TryRead("exact", 5)));
        Assert.Throws<RefusedPathException>(() => folder.TryRead("exact", 4));
        Assert.Equal([0, 0], folder.TryReadEnd("huge", 2));
    }

    [Theory]
    [InlineData("../outside/secret")]
    [InlineData("a/../../outside/secret")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("file\0.pub")]
    public void A_path_that_is_not_below_the_folder_is_refused(string path)
    {
        _tree.Write("file", "x");
        using var folder = Open(partByPart: false);
        Assert.Contains("is no path below", Assert.Throws<RefusedPathException>(() => folder.TryRead(path, Enough)).Message, StringComparison.Ordinal);
        Assert.Throws<RefusedPathException>(() => folder.Look(path));
        Assert.Throws<RefusedPathException>(() => folder.Write(path, "x"u8));
    }

    /// <summary>A hard link is the file itself: there is nothing to tell it by. The kernel lets nobody make one to a file that he could not write (fs.protected_hardlinks), and git and archives of a forge carry none.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void A_hard_link_is_a_file_like_others(bool partByPart)
    {
        _tree.Write("file", "words");
        File.CreateSymbolicLink(Path.Combine(_tree.Root, "soft"), "file");
        Tool.Must("ln", "-P", Path.Combine(_tree.Root, "file"), Path.Combine(_tree.Root, "hard"));
        Tool.Must("ln", "-P", Path.Combine(_tree.Root, "soft"), Path.Combine(_tree.Root, "hard-to-link"));
        using var folder = Open(partByPart);
        Assert.Equal("words", Text(folder.TryRead("hard", Enough)));
        Assert.Throws<RefusedPathException>(() => folder.TryRead("hard-to-link", Enough));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Names_of_a_folder_are_all_listed_in_order(bool partByPart)
    {
        var names = Enumerable.Range(0, 3000).Select(number => $"a-rather-long-name-of-a-file-{number}").Append("ä").Append(" ").Append("a\nb").Order(StringComparer.Ordinal).ToList();
        names.ForEach(name => _tree.Write($"many/{name}", ""));
        using var folder = Open(partByPart);
        Assert.Equal(names, folder.List("many").Select(entry => entry.Name));
        using var below = folder.TryOpenFolder("many");
        Assert.Equal(names, below!.List().Select(entry => entry.Name));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_is_written_takes_the_place_of_a_link_and_never_follows_it(bool partByPart)
    {
        _tree.Link("below/lock", Path.Combine(_tree.Outside, "secret"));
        using var folder = Open(partByPart);
        folder.Write("below/lock", "new"u8);
        Assert.Equal("new", Text(folder.TryRead("below/lock", Enough)));
        Assert.Equal(HostileTree.Secret, File.ReadAllText(Path.Combine(_tree.Outside, "secret")));
        Assert.Equal(["lock"], folder.List("below").Select(entry => entry.Name));
        Assert.Throws<IOException>(() => folder.Write("none/lock", "new"u8));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Links_are_followed_inside_where_that_is_asked_for(bool partByPart)
    {
        _tree.Write("ci/config.yml", "words");
        _tree.Link("a/b", "../ci");
        _tree.Link("a/config", "./b/../ci/./config.yml");
        _tree.Link("absolute", Path.Combine(_tree.Root, "ci"));
        _tree.Link("out", "../outside");
        _tree.Link("above", "ci/../../outside/secret");
        _tree.Link("circle", "a/round");
        _tree.Link("a/round", "../circle");
        using var folder = Open(partByPart);
        Assert.Equal("ci/config.yml", folder.FollowInside("a/b/config.yml"));
        Assert.Equal("ci/config.yml", folder.FollowInside("a/config"));
        Assert.Equal("ci", folder.FollowInside("a/b/./"));
        Assert.Equal("a/none", folder.FollowInside("a/none"));
        Assert.All(["absolute/config.yml", "out/secret", "above"], path => Assert.Contains("leads out of", Assert.Throws<RefusedPathException>(() => folder.FollowInside(path)).Message, StringComparison.Ordinal));
        Assert.Contains("leads to itself", Assert.Throws<RefusedPathException>(() => folder.FollowInside("circle")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_null()
    {
        Assert.Null(ConfinedFolder.TryOpen(Path.Combine(_tree.Root, "none")));
        Assert.Null(ConfinedFolder.TryOpen(_tree.Write("file", "x")));
    }

    private static string? Text(byte[]? content) => content is null ? null : System.Text.Encoding.UTF8.GetString(content);

    private ConfinedFolder Open(bool partByPart) => ConfinedFolder.TryOpen(_tree.Root, new BeneathOpen(partByPart))!;
}
