using Slipway.Agent.Frames;
using Slipway.Agent.Globs;

namespace Slipway.Agent.Tests.Globs;

/// <summary>What <c>circleci tests glob</c> finds in one tree. The cases are those that doublestar is known by: stars, classes, braces, backslashes, links.</summary>
public sealed class DoublestarTests(DoublestarTests.Tree tree) : IClassFixture<DoublestarTests.Tree>
{
    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("*c", "abc c")]
    [InlineData("a*/b", "a/b abc/b")]
    [InlineData("a*b*c*d*e*", "abcde axbxcxdxe axbxcxdxexxx")]
    [InlineData("a*b*c*d*e*/f", "axbxcxdxe/f axbxcxdxexxx/f")]
    [InlineData("a*b?c*x", "abxbbxdbxebxczzx axbxcxdxexxx")]
    [InlineData("a?b", "a☺b a😀b")]
    [InlineData("a???b", "")]
    [InlineData("./a/./b", "a/b")]
    [InlineData("abc/../a//b", "a/b")]
    [InlineData("missing/**", "")]
    [InlineData("case/FI*", "case/FILE")]
    public void Stars_stay_within_a_name(string pattern, string found) => Assert.Equal(Words(found), tree.Find(pattern));

    [Theory]
    [InlineData("ab[c]", "abc")]
    [InlineData("ab[b-d]", "abc")]
    [InlineData("ab[e-g]", "")]
    [InlineData("ab[^c]", "")]
    [InlineData("ab[!e-g]", "abc")]
    [InlineData("a[^a]b", "a☺b a😀b")]
    [InlineData("[a-ζ]", "a b c e f l x α")]
    [InlineData("[-]", "-")]
    [InlineData("[x-]", "- x")]
    [InlineData("[-x]", "- x")]
    [InlineData("[a-b-x]", "- a b x")]
    [InlineData("[\\]a]", "] a")]
    [InlineData("[x\\-]", "- x")]
    [InlineData("[z-a]", "")]
    [InlineData("a[/]b", null)]
    [InlineData("[]a]", null)]
    [InlineData("[", null)]
    [InlineData("[^", null)]
    [InlineData("[^bc", null)]
    [InlineData("missing/a[", null)]
    [InlineData("\\", null)]
    [InlineData("ab{c,d}[", null)]
    [InlineData("ab{c,d", null)]
    public void Classes_are_of_one_letter_and_malformed_ones_are_refused(string pattern, string? found) => Holds(pattern, found);

    [Theory]
    [InlineData("ab{c,d}", "abc")]
    [InlineData("ab{c,d,*}", "abc abcde abxbbxdbxebxczzx")]
    [InlineData("a{,bc}", "a abc")]
    [InlineData("a/{b/c,c/b}", "a/b/c a/c/b")]
    [InlineData("{a/{b,c},abc}", "a/b a/c abc")]
    [InlineData("{a/b}", "a/b")]
    [InlineData("f/\\{a,b\\}/{c,other*}", "f/{a,b}/c")]
    [InlineData("e/{\\*,\\?}", "e/* e/?")]
    [InlineData("e/[{}]", "e/{ e/}")]
    [InlineData("a/**/{d,b}", "a/b a/b/c/d a/c/b")]
    public void Braces_stand_for_alternatives(string pattern, string found) => Assert.Equal(Words(found), tree.Find(pattern));

    [Theory]
    [InlineData("e/\\*", "e/*")]
    [InlineData("e/?", "e/* e/? e/[ e/\\ e/] e/{ e/}")]
    [InlineData("e/[\\*\\?]", "e/* e/?")]
    [InlineData("e/\\[", "e/[")]
    [InlineData("e/\\[x\\]/*", "e/[x]/[y]")]
    [InlineData("e/]", "e/]")]
    [InlineData("a/\\**", "")]
    public void A_backslash_takes_the_next_letter_as_it_is(string pattern, string found) => Assert.Equal(Words(found), tree.Find(pattern));

    [Theory]
    [InlineData("a/**", "a a/b a/b/c a/b/c/d a/c a/c/b")]
    [InlineData("a/**/", "a a/b a/b/c a/c")]
    [InlineData("a/*/", "a/b a/c")]
    [InlineData("a/**/b", "a/b a/c/b")]
    [InlineData("a/**/**/d", "a/b/c/d")]
    [InlineData("**/d", "a/b/c/d l/b/c/d")]
    [InlineData("abc**", "abc abcde")]
    [InlineData("hidden/*", "hidden/.file hidden/seen")]
    [InlineData("hidden/**/.f*", "hidden/.file")]
    public void Two_stars_walk_where_they_are_a_whole_name(string pattern, string found) => Assert.Equal(Words(found), tree.Find(pattern));

    [Theory]
    [InlineData("l/b/*", "l/b/c")]
    [InlineData("l*/b", "l/b")]
    [InlineData("broken", "broken")]
    [InlineData("brok*", "broken")]
    [InlineData("broken/*", "")]
    [InlineData("circle/**", "circle circle/f circle/up")]
    [InlineData("circle/**/f", "circle/f")]
    public void Links_lead_on_and_circles_end(string pattern, string found) => Assert.Equal(Words(found), tree.Find(pattern));

    [Fact]
    public void Absolute_patterns_give_absolute_paths_and_several_are_one_sorted_list()
    {
        Assert.Equal([Path.Combine(tree.Folder, "a/b/c/d")], tree.Find(Path.Combine(tree.Folder, "a/**/d")));
        Assert.Equal(["a/b", "abc", "c"], Doublestar.Find(tree.Folder, ["c", "a/b", "abc", "a/[b]"]));
    }

    private static string[] Words(string found) => found.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private void Holds(string pattern, string? found)
    {
        if (found is null)
        {
            Assert.Throws<InvalidRequestException>(() => tree.Find(pattern));
        }
        else
        {
            Assert.Equal(Words(found), tree.Find(pattern));
        }
    }

    public sealed class Tree : IDisposable
    {
        private static readonly string[] Files =
        [
            "a/b/c/d", "a/c/b", "abc/b", "abcde", "abxbbxdbxebxczzx", "axbxcxdxe/f", "axbxcxdxexxx/f", "a☺b", "a😀b", "α", "b", "c", "x", "-", "]",
            "e/*", "e/?", "e/[", "e/]", "e/{", "e/}", "e/\\", "e/**", "e/[x]/[y]", "f/{a,b}/c", "case/FILE", "case/file", "hidden/.file", "hidden/seen", "circle/f",
        ];

        public Tree()
        {
            foreach (var file in Files)
            {
                var path = Path.Combine(Folder, file);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, "");
            }

            File.CreateSymbolicLink(Path.Combine(Folder, "l"), "a");
            File.CreateSymbolicLink(Path.Combine(Folder, "broken"), "nowhere");
            File.CreateSymbolicLink(Path.Combine(Folder, "circle/up"), "../circle");
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("slipway-globs-").FullName;

        public IReadOnlyList<string> Find(string pattern) => Doublestar.Find(Folder, [pattern]);

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
