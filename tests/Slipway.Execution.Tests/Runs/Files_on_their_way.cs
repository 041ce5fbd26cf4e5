using Slipway.Execution.Bounds;
using Slipway.Execution.Events;
using Slipway.Execution.State;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Runs;

/// <summary>What lies in a run's folder for files without a place.</summary>
public sealed class Files_on_their_way : IDisposable
{
    private readonly RunFolder _folder = new("1", Directory.CreateTempSubdirectory("slipway-incoming-").FullName);

    [Fact]
    public void Go_with_their_folder_when_the_run_ends()
    {
        Directory.CreateDirectory(_folder.Incoming);
        new FolderJournal(_folder, new StorageLimits(), new DiskReserve(_folder.Path, new StorageLimits())).Dispose();
        Assert.False(Directory.Exists(_folder.Incoming));
    }

    [Fact]
    public void Are_counted_as_left_behind_only_where_there_are_some()
    {
        Directory.CreateDirectory(_folder.Incoming);
        Assert.Equal(0, _folder.TryRemoveIncoming());
        Assert.Equal(0, _folder.TryRemoveIncoming());
        Directory.CreateDirectory(_folder.Incoming);
        File.WriteAllText(Path.Combine(_folder.Incoming, "draft"), "");
        Assert.Equal(1, _folder.TryRemoveIncoming());
        Assert.False(Directory.Exists(_folder.Incoming));
    }

    public void Dispose() => Directory.Delete(_folder.Path, recursive: true);
}
