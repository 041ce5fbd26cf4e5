using Slipway.Execution.Blobs;
using Slipway.Linux.Processes;

namespace Slipway.Execution.Tests.Blobs;

public sealed class FolderBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-blobs-").FullName;
    private readonly FolderBlobStore _store;

    public FolderBlobStoreTests() => _store = new FolderBlobStore(_folder, TimeProvider.System);

    protected override IBlobStore Store => _store;

    [Fact]
    public async Task What_a_process_left_that_died_is_an_orphan_and_what_is_on_its_way_is_none()
    {
        await PutAsync("whole");
        var incoming = Path.Combine(_folder, "incoming");
        await File.WriteAllTextAsync(Path.Combine(incoming, $"0123_{OwnerProcess.Gone}.new"), "half", Token);
        await File.WriteAllTextAsync(Path.Combine(incoming, $"0124_{OwnerProcess.Current}.new"), "half", Token);
        Assert.Equal([Path.Combine(incoming, $"0123_{OwnerProcess.Gone}.new")], _store.FindOrphans());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    protected override void Age()
    {
        foreach (var file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));
        }
    }
}
