using System.Text.RegularExpressions;
using Slipway.Cli.Tests.Repository;

namespace Slipway.Cli.Tests.Architecture;

/// <summary>Keeps the pages true about the repository that they are in.</summary>
public sealed partial class PageTests
{
    [Fact]
    public void Every_test_that_the_compatibility_page_names_is_there()
    {
        var missing = Named().Matches(File.ReadAllText(Checkout.PathOf("docs", "compatibility.md")))
            .Select(match => match.Groups["path"].Value)
            .Where(path => !Path.Exists(Checkout.PathOf(path)));
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("SECURITY.md")]
    [InlineData("examples/README.md")]
    public void Every_link_inside_the_repository_leads_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(Checkout.PathOf(page))!;
        var broken = Link().Matches(File.ReadAllText(Checkout.PathOf(page)))
            .Select(match => match.Groups["path"].Value)
            .Where(path => !Path.Exists(Path.Combine(folder, path)));
        Assert.Empty(broken);
    }

    [GeneratedRegex("`(?<path>(tests|scenarios|examples|src)/[^`]+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"\]\((?<path>[^):#]+)\)")]
    private static partial Regex Link();
}
