using System.Diagnostics;
using Slipway.Config.Patterns;

namespace Slipway.Config.Tests.Patterns;

public sealed class Full_match_patterns
{
    [Theory]
    [InlineData("main", "main", "mainly")]
    [InlineData("feature/.*", "feature/a b", "a/feature/x")]
    [InlineData(".*", "anything", "two\nlines")]
    [InlineData("v[0-9]+(\\.[0-9]+)*", "v1.20.3", "v1.")]
    [InlineData("^v\\d+$", "v12", "v١")]
    [InlineData("(?i)MAIN", "mAiN", "other")]
    [InlineData("(?!main$).*", "develop", "main")]
    [InlineData("^(?!(?:main|develop)$).*$", "topic", "develop")]
    [InlineData("a*+b", "aab", "aac")]
    [InlineData("(?:ab){2}+c", "ababc", "abc")]
    [InlineData("\\Q1.0[x]\\E.*", "1.0[x]y", "1-0x")]
    [InlineData("\\p{Alpha}+", "abcXYZ", "abc1")]
    [InlineData("\\P{Alpha}+", "123", "12a")]
    [InlineData("[\\p{Digit}.]+", "1.2", "1,2")]
    [InlineData("[^\\p{Upper}]+", "abc", "aBc")]
    [InlineData("\\p{Lu}\\p{IsAlphabetic}*", "Éa", "ab")]
    [InlineData("[a-z&&[^aeiou]]+", "xyz", "xaz")]
    [InlineData("[a-z&&[def]]+", "fed", "fad")]
    [InlineData("[a-c[x-z]]+", "abz", "abm")]
    [InlineData("[\\w.-]+", "a_b-c.d", "a b")]
    [InlineData("[a-]+", "a-a", "b")]
    [InlineData("\\x41\\u0042\\x{43}\\0104", "ABCD", "abcd")]
    [InlineData("a.b", "a-b", "a\u2028b")]
    [InlineData("(?s)a.b", "a\nb", "ab")]
    [InlineData("(?x) a b # comment", "ab", "a b")]
    [InlineData("(\\w)\\1", "aa", "ab")]
    [InlineData("(?<x>\\w)-\\k<x>", "a-a", "a-b")]
    [InlineData("\\d{2,3}?", "123", "1234")]
    [InlineData("release}", "release}", "release")]
    [InlineData("dev|main", "main", "devmain")]
    [InlineData("a(?i)b(?-i)c", "aBc", "aBC")]
    [InlineData("(?i:a)b", "Ab", "AB")]
    [InlineData("\\hx", "\tx", "\nx")]
    [InlineData("[\\S&&[^/]]+", "a-b", "a/b")]
    public void A_pattern_matches_the_whole_text_as_in_Java(string source, string matching, string other)
    {
        var pattern = FullMatchPattern.Parse(source);

        Assert.Null(pattern.Error);
        Assert.Equal(MatchOutcome.Matched, pattern.Pattern!.Match(matching));
        Assert.Equal(MatchOutcome.NotMatched, pattern.Pattern.Match(other));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("a**")]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("[z-a]")]
    [InlineData("a{2,1}")]
    [InlineData("release-${FOO}")]
    [InlineData("a{,3}")]
    [InlineData("\\")]
    [InlineData("\\y")]
    [InlineData("\\2(a)")]
    [InlineData("\\k<none>")]
    [InlineData("\\p{Nonsense}")]
    [InlineData("(?<1a>x)")]
    [InlineData("(?<a>x)(?<a>y)")]
    [InlineData("(?y)a")]
    [InlineData("\\u12")]
    [InlineData("a++*")]
    public void What_Java_refuses_is_an_error_with_a_reason(string source)
    {
        var error = FullMatchPattern.Parse(source).Error;

        Assert.NotNull(error);
        Assert.NotEmpty(error.Message);
    }

    [Theory]
    [InlineData("(a+)+b")]
    [InlineData("(a|aa)+b")]
    [InlineData("(a*)*(?!c)b")]
    [InlineData("((a{1,60}){1,60}){1,60}b")]
    [InlineData("(?:(?:(?:a{0,900}){0,900}){0,900}){0,900}b")]
    public void A_pattern_made_to_be_slow_is_given_up_in_time(string source)
    {
        var watch = Stopwatch.StartNew();

        var outcome = FullMatchPattern.Parse(source).Pattern!.Match(new string('a', 5_000) + "c");

        Assert.NotEqual(MatchOutcome.Matched, outcome);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), watch.Elapsed.ToString());
    }

    [Fact]
    public void Deep_and_long_patterns_are_refused_quickly()
    {
        Assert.NotNull(FullMatchPattern.Parse(new string('(', 1_500) + new string(')', 1_500)).Error);
        Assert.NotNull(FullMatchPattern.Parse(new string('[', 3_000)).Error);
        Assert.NotNull(FullMatchPattern.Parse(new string('a', 100_000)).Error);
    }

    [Fact]
    public void Whatever_is_accepted_can_also_be_matched()
    {
        var random = new Random(7);
        const string Alphabet = "ab01.*+?{}()[]|^$\\-&<>=!:,#xQEpwdsLu/ \t";
        var accepted = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var source = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            if (FullMatchPattern.Parse(source).Pattern is { } pattern)
            {
                accepted++;
                pattern.Match("ab0");
            }
        }

        Assert.True(accepted > 1_000);
    }
}
