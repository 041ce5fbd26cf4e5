using Slipway.Execution.Caches;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Caches;

public sealed class MemoryCachesTests : CacheIndexContract
{
    private readonly Dictionary<(string Scope, string Key), (CacheEntry Entry, DateTimeOffset Used)> _all = [];

    protected override ICacheIndex Of(TrustScope trust) => new MemoryCaches(_all, trust);
}
