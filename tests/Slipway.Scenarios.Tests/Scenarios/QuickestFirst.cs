using Slipway.Scenarios.Tests.Scenarios;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(QuickestFirst))]

namespace Slipway.Scenarios.Tests.Scenarios;

/// <summary>The scenarios without containers first: what is wrong with steps is known in seconds.</summary>
public sealed class QuickestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => collection.TestCollectionDisplayName.Contains(nameof(Scenarios_without_containers), StringComparison.Ordinal)).ThenBy(collection => collection.UniqueID, StringComparer.Ordinal)];
}
