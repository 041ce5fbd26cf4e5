using System.Text;
using Slipway.Execution.Artifacts;
using Slipway.Execution.Bounds;
using Slipway.Execution.Events;
using Slipway.Execution.State;
using Slipway.Model.Archives;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Execution.Tests.Bounds;

public sealed class Artifacts_over_their_bound : IDisposable
{
    private static readonly JobRef Job = new("main", "job");
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-artifacts-").FullName;
    private readonly List<string> _said = [];

    private RunFolder Run => new("1", _folder);

    private string Stored => Run.ArtifactsOf(Job);

    [Theory]
    [InlineData(250, 100, new[] { "a", "b" })]
    [InlineData(300, 100, new[] { "a", "b", "c" })]
    [InlineData(10_000, 3, new[] { "a", "b", "c" })]
    public async Task End_before_the_first_file_that_does_not_fit(long bytes, long files, string[] expected)
    {
        var (stored, all) = await UnpackAsync(new StorageLimits { Artifacts = bytes, ArtifactFiles = files }, isCut: false, await TarAsync("a", "b", "c", "d"));
        Assert.Equal(expected, stored);
        Assert.False(all);
        AssertOnDisk(expected);
    }

    [Fact]
    public async Task Are_all_there_when_they_fit_to_the_byte() =>
        Assert.True((await UnpackAsync(new StorageLimits { Artifacts = 200, ArtifactFiles = 2 }, isCut: false, await TarAsync("a", "b"))).All);

    [Fact]
    public async Task Leave_no_half_of_a_file_where_the_archive_was_cut_off()
    {
        var tar = await TarAsync("a", "b");
        tar.SetLength(3 * 512 + 50);
        var (stored, all) = await UnpackAsync(new StorageLimits(), isCut: true, tar);
        Assert.Equal(["a"], stored);
        Assert.False(all);
        AssertOnDisk("a");
    }

    [Fact]
    public async Task Have_paths_that_an_event_log_bears()
    {
        var longName = string.Join('/', Enumerable.Repeat(new string('p', 200), 6));
        var (stored, all) = await UnpackAsync(new StorageLimits(), isCut: false, await TarAsync(longName, "short"));
        Assert.Equal(["short"], stored);
        Assert.True(all);
        Assert.StartsWith("Not stored: a path of 1205 bytes, 1024 are allowed: pppp", Assert.Single(_said), StringComparison.Ordinal);
        Assert.EndsWith("…", _said[0], StringComparison.Ordinal);

        var (few, _) = await UnpackAsync(new StorageLimits { ArtifactFiles = 2 }, isCut: false, await TarAsync(new string('q', 200), new string('r', 200)));
        Assert.Single(few);
    }

    [Theory]
    [InlineData(10, 1000, new[] { "a/b/c/1", "a/b/c/2", "a/3" })]
    [InlineData(6, 1000, new[] { "a/b/c/1", "a/b/c/2", "a/3" })]
    [InlineData(5, 1000, new[] { "a/b/c/1", "a/b/c/2" })]
    [InlineData(3, 1000, new string[0])]
    [InlineData(10, 3, new[] { "a/b/c/1", "a/b/c/2", "a/3" })]
    [InlineData(10, 2, new string[0])]
    public async Task Have_folders_that_count_as_files_and_take_room(long files, long folders, string[] expected)
    {
        var limits = new StorageLimits { ArtifactFiles = files, Artifacts = 300 + (folders * 4096) };
        Assert.Equal(expected, (await UnpackAsync(limits, isCut: false, await TarAsync("a/b/c/1", "a/b/c/2", "a/3"))).Stored);
        Assert.Equal(expected.Length == 0 ? 0 : 3, Directory.GetDirectories(Stored, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Are_not_stored_where_others_of_the_job_are_in_the_way()
    {
        var (stored, all) = await UnpackAsync(new StorageLimits(), isCut: false, await TarAsync("a", "a/b/c", "d/e/f", "d", "d/e", "d/e/f"));
        Assert.Equal(["a", "d/e/f", "d/e/f"], stored);
        Assert.True(all);
        Assert.Equal(
            ["Not stored: a/b/c: a is stored, and it is no folder", "Not stored: d: a folder is stored there", "Not stored: d/e: a folder is stored there"],
            _said);
    }

    [Fact]
    public async Task Have_their_paths_masked_before_they_are_cut()
    {
        var secretAtTheCut = new string('s', 77) + "secret" + string.Concat(Enumerable.Repeat("/" + new string('p', 200), 5));
        await UnpackAsync(new StorageLimits(), isCut: false, await TarAsync(secretAtTheCut));
        Assert.EndsWith("s***…", Assert.Single(_said), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 4096)]
    [InlineData(1L << 40)]
    public async Task Have_no_size_that_makes_room(long size)
    {
        var header = TarFormat.Encode(new TarEntry { Name = "folder/huge"u8.ToArray(), Type = TarEntry.File, Size = size, Mode = 0x1A4 });
        var (stored, all) = await UnpackAsync(new StorageLimits(), isCut: false, new MemoryStream(header));
        Assert.Empty(stored);
        Assert.False(all);
    }

    [Fact]
    public void Are_not_taken_by_negative_numbers()
    {
        var room = new Allowance(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => room.TryTake(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => room.Take(long.MinValue));
        Assert.Equal(10, room.Left);
    }

    [Fact]
    public async Task Cost_no_line_each_where_they_are_not_stored()
    {
        var links = Enumerable.Range(0, 1000).SelectMany(at => TarFormat.Encode(new TarEntry { Name = Encoding.ASCII.GetBytes($"link{at}"), Type = TarEntry.SymbolicLink, Link = "gone"u8.ToArray(), Mode = 0x1A4 }));
        Assert.True((await UnpackAsync(new StorageLimits(), isCut: false, new MemoryStream([.. links, .. new byte[1024]]))).All);
        Assert.Equal(101, _said.Count);
        Assert.Equal("Not stored: 900 more", _said[^1]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void AssertOnDisk(params string[] expected)
    {
        Assert.Equal(expected, Directory.GetFiles(Stored).Select(Path.GetFileName).Order());
        Assert.False(Directory.Exists(Run.Incoming));
    }

    private async Task<(IReadOnlyList<string> Stored, bool All)> UnpackAsync(StorageLimits limits, bool isCut, Stream tar)
    {
        Directory.CreateDirectory(Stored);
        var disk = new DiskReserve(_folder, limits, _ => new DiskSpace(1L << 40, 1L << 40));
        using var journal = new FolderJournal(Run, limits, disk);
        return await new ArtifactUnpacker(journal, Job, new JobStorage(limits), disk, name => name.Replace("secret", "****", StringComparison.Ordinal)).UnpackAsync(tar, isCut, name => name, _said.Add, TestContext.Current.CancellationToken);
    }

    /// <summary>Files of a hundred bytes.</summary>
    private static async Task<MemoryStream> TarAsync(params string[] names)
    {
        var tar = new MemoryStream();
        await using (var writer = new System.Formats.Tar.TarWriter(tar, System.Formats.Tar.TarEntryFormat.Gnu, leaveOpen: true))
        {
            foreach (var name in names)
            {
                await writer.WriteEntryAsync(new System.Formats.Tar.GnuTarEntry(System.Formats.Tar.TarEntryType.RegularFile, name) { DataStream = new MemoryStream(new byte[100]) }, TestContext.Current.CancellationToken);
            }
        }

        tar.Position = 0;
        return tar;
    }
}
