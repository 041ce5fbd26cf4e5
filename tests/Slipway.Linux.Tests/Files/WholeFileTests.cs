using Slipway.Linux.Files;
using Slipway.Linux.Processes;

namespace Slipway.Linux.Tests.Files;

public sealed class WholeFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-whole-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_replaced_with_the_permissions_that_were_asked_for()
    {
        WholeFile.Write(Place, "old"u8);
        WholeFile.Write(Place, "new"u8, FileModes.PrivateFile);
        Assert.Equal("new", File.ReadAllText(Place));
        Assert.Equal(FileModes.PrivateFile, File.GetUnixFileMode(Place));
        Assert.Equal([Place], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_link_is_replaced_and_what_it_leads_to_stays()
    {
        var other = Path.Combine(_folder, "other");
        File.WriteAllText(other, "theirs");
        File.CreateSymbolicLink(Place, other);
        WholeFile.Write(Place, "ours"u8);
        Assert.Equal("theirs", File.ReadAllText(other));
        Assert.Null(new FileInfo(Place).LinkTarget);
    }

    [Fact]
    public void Nothing_is_left_of_a_file_that_cannot_be_moved()
    {
        Directory.CreateDirectory(Place);
        Assert.ThrowsAny<IOException>(() => WholeFile.Write(Place, "text"u8));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_folder_that_is_gone_does_not_come_back() =>
        Assert.Throws<DirectoryNotFoundException>(() => WholeFile.Write(Path.Combine(_folder, "gone", "file"), "text"u8));

    [Fact]
    public async Task Of_many_that_come_at_once_one_is_the_first_and_the_others_are_told()
    {
        var moved = await Task.WhenAll(Enumerable.Range(0, 32).Select(number => Task.Run(() =>
        {
            using var file = new WholeFile(_folder);
            File.WriteAllText(file.Draft, $"{number}");
            return file.TryMoveTo(Place);
        })));
        Assert.Equal($"{Assert.Single(Enumerable.Range(0, moved.Length), number => moved[number])}", await File.ReadAllTextAsync(Place, TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_draft_is_an_orphan_when_its_process_is_gone_and_nothing_else_is()
    {
        using var written = new WholeFile(_folder);
        File.WriteAllText(written.Draft, "half");
        string[] orphans = [Path.Combine(_folder, $"0123_{OwnerProcess.Gone}.new"), Path.Combine(_folder, $"0124_{OwnerProcess.Current with { Boot = "" }}.new"), Path.Combine(_folder, "of-an-older-version.new")];
        Array.ForEach(orphans, path => File.WriteAllText(path, "half"));
        File.WriteAllText(Place, "whole");
        Assert.Equal(orphans, WholeFile.FindOrphans(_folder).Order(StringComparer.Ordinal));
        Assert.Empty(WholeFile.FindOrphans(Path.Combine(_folder, "none")));
    }

    private string Place => Path.Combine(_folder, "place");
}
