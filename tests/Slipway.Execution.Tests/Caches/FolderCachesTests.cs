using Slipway.Execution.Caches;
using Slipway.Execution.State;
using Slipway.Linux.Processes;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Caches;

public sealed class FolderCachesTests : CacheIndexContract, IDisposable
{
    private readonly StateFolder _state = new(Directory.CreateTempSubdirectory("slipway-caches-").FullName);

    [Fact]
    public void What_a_killed_run_was_writing_is_removed()
    {
        var folder = _state.Caches("project");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"0123_{OwnerProcess.Current with { Boot = "" }}.new"), "");
        File.WriteAllText(Path.Combine(folder, $"0124_{OwnerProcess.Current}.new"), "");
        Assert.Equal(1, new CacheIndex(folder, TimeProvider.System).RemoveOrphans());
        Assert.Single(Directory.GetFiles(folder));
    }

    public void Dispose() => Directory.Delete(_state.Path, recursive: true);

    protected override ICacheIndex Of(TrustScope trust) => new FolderCaches(_state, "project", trust, TimeProvider.System);
}
