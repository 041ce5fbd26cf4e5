using Slipway.Agent.Frames;
using Slipway.Agent.Globs;

namespace Slipway.Agent.Tests.Globs;

/// <summary>Workspaces take the patterns of Go's <c>filepath.Match</c>, which knows neither <c>[!a]</c> nor a dash at the end of a class.</summary>
public sealed class GoMatchTests
{
    [Theory]
    [InlineData("*", "abc", true)]
    [InlineData("a*b?c*x", "abxbbxdbxebxczzx", true)]
    [InlineData("a*b?c*x", "abxbbxdbxebxczzy", false)]
    [InlineData("ab[^e-g]", "abc", true)]
    [InlineData("a\\*b", "ab", false)]
    [InlineData("a\\*b", "a*b", true)]
    [InlineData("a[^a]b", "a☺b", true)]
    [InlineData("[a-ζ]*", "α", true)]
    [InlineData("*[a-ζ]", "A", false)]
    [InlineData("[!a]", "!", true)]
    [InlineData("[!a]", "b", false)]
    [InlineData("[\\]a]", "]", true)]
    [InlineData("[\\-x]", "-", true)]
    public void A_name_matches_as_in_Go(string pattern, string name, bool matches) => Assert.Equal(matches, NamePattern.Parse(pattern, PatternDialect.Go).Matches(name));

    [Theory]
    [InlineData("[]a]")]
    [InlineData("[-]")]
    [InlineData("[x-]")]
    [InlineData("[-x]")]
    [InlineData("[a-b-c]")]
    [InlineData("[")]
    [InlineData("[^bc")]
    [InlineData("a\\")]
    public void A_malformed_pattern_is_refused_as_in_Go(string pattern) => Assert.Throws<InvalidRequestException>(() => NamePattern.Parse(pattern, PatternDialect.Go));

    [Fact]
    public void Many_stars_take_no_time() => Assert.False(NamePattern.Parse(string.Concat(Enumerable.Repeat("a*", 200)) + "b", PatternDialect.Go).Matches(new string('a', 20_000)));
}
