using Slipway.Engines.Networks;

namespace Slipway.Engines.Tests.Networks;

public sealed class NetworkElementsTests
{
    private const string Listing = """
        {"nftables": [{"metainfo": {"version": "1.0.6"}},
          {"set": {"name": "engines", "elem": [{"concat": ["slw-1", "10.220.0.2"]}, {"concat": ["slw-2", "10.220.0.6"]}]}},
          {"set": {"name": "sources", "elem": [{"concat": ["slw-1", {"prefix": {"addr": "172.18.0.0", "len": 24}}]}, {"concat": ["slw-1", {"range": ["10.0.0.1", "10.0.0.9"]}]}]}},
          {"set": {"name": "egress", "elem": [{"concat": ["10.1.0.0", 443]}]}},
          {"set": {"name": "addresses", "elem": ["10.220.0.2", "10.220.0.6"]}},
          {"set": {"name": "resolvers"}}]}
        """;

    [Fact]
    public void Only_the_named_links_elements_are_deleted()
    {
        var script = NetworkElements.Deletions(Listing, "inet t", new HashSet<string> { "slw-1" });
        Assert.Equal(
            """
            delete element inet t engines { "slw-1" . 10.220.0.2 }
            delete element inet t sources { "slw-1" . 172.18.0.0/24 }
            delete element inet t sources { "slw-1" . 10.0.0.1-10.0.0.9 }
            add element inet t addresses { 10.220.0.2 }
            delete element inet t addresses { 10.220.0.2 }

            """,
            script);
    }

    [Fact]
    public void The_links_that_have_elements_are_found()
    {
        Assert.Superset(new HashSet<string> { "slw-1", "slw-2" }, NetworkElements.Links(Listing).ToHashSet());
    }
}
