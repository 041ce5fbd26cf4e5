using Slipway.Execution.Caches;
using Slipway.Execution.State;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Caches;

public sealed class FolderCachesTests : CacheIndexContract, IDisposable
{
    private readonly StateFolder _state = new(Directory.CreateTempSubdirectory("slipway-caches-").FullName);

    public void Dispose() => Directory.Delete(_state.Path, recursive: true);

    protected override ICacheIndex Of(TrustScope trust) => new FolderCaches(_state, "project", trust, TimeProvider.System);
}
