using Slipway.Execution.Bounds;
using Slipway.Execution.Events;
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
    [InlineData("events.jsonl")]
    public void A_log_leads_nowhere_else(string log)
    {
        using var journal = new FolderJournal(Folder, new StorageLimits(), new DiskReserve(Folder.Path, new StorageLimits()));
        Assert.Throws<IOException>(() => journal.OpenLog(Job, 1, log));
    }

    [Fact]
    public void A_log_is_not_written_over()
    {
        using var journal = new FolderJournal(Folder, new StorageLimits(), new DiskReserve(Folder.Path, new StorageLimits()));
        journal.OpenLog(Job, 1, "logs/a.log").Dispose();
        Assert.Throws<IOException>(() => journal.OpenLog(Job, 1, "logs/a.log"));
    }

    protected override async Task KeepAsync(Func<IRunJournal, Task> useAsync)
    {
        using var journal = new FolderJournal(Folder, new StorageLimits(), new DiskReserve(Folder.Path, new StorageLimits()));
        await useAsync(journal);
    }
}
