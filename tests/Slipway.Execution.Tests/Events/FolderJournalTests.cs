using Slipway.Execution.Bounds;
using Slipway.Execution.Events;
using Slipway.Linux.Files;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Events;

public sealed class FolderJournalTests : JournalContract
{
    /// <summary>What a journal that is read from a stream could name.</summary>
    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../1/logs/a.log")]
    [InlineData("logs/../events.jsonl")]
    [InlineData("logs/a/../../events.jsonl")]
    [InlineData("logs//a.log")]
    [InlineData("../../../../events")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a\0")]
    public void A_log_leads_nowhere_else(string log)
    {
        using var journal = new FolderJournal(Folder, new StorageLimits(), new DiskReserve(Folder.Path, new StorageLimits()));
        Assert.Throws<IOException>(() => journal.OpenLog(Job, 1, log));
    }

    [Fact]
    public void A_log_is_not_written_over()
    {
        using var journal = new FolderJournal(Folder, new StorageLimits(), new DiskReserve(Folder.Path, new StorageLimits()));
        journal.OpenLog(Job, 1, "a").Dispose();
        Assert.Throws<IOException>(() => journal.OpenLog(Job, 1, "a"));
    }

    /// <summary>What a journal that is read from a stream could name.</summary>
    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../0/a")]
    [InlineData("a/../../b")]
    [InlineData("there/below")]
    [InlineData("folder")]
    [InlineData("link/below")]
    [InlineData("")]
    public void An_artifact_has_no_place_elsewhere_or_where_something_else_is(string path)
    {
        using var journal = new FolderJournal(Folder, new StorageLimits(), new DiskReserve(Folder.Path, new StorageLimits()));
        Directory.CreateDirectory(Path.Combine(Folder.ArtifactsOf(Job), "folder"));
        File.WriteAllText(Path.Combine(Folder.ArtifactsOf(Job), "there"), "");
        Directory.CreateSymbolicLink(Path.Combine(Folder.ArtifactsOf(Job), "link"), "/tmp");
        Assert.ThrowsAny<RefusedPathException>(() => journal.OpenArtifact(Job, path));
    }

    protected override async Task KeepAsync(Func<IRunJournal, Task> useAsync)
    {
        using var journal = new FolderJournal(Folder, new StorageLimits(), new DiskReserve(Folder.Path, new StorageLimits()));
        await useAsync(journal);
    }
}
