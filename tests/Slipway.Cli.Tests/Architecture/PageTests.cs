using System.Text.RegularExpressions;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Architecture;

/// <summary>Keeps the pages true about the repository that they are in.</summary>
public sealed partial class PageTests
{
    public static TheoryData<string> Pages { get; } =
    [
        .. new[] { ".", "docs", "docs/decisions", "examples" }
            .SelectMany(folder => Directory.EnumerateFiles(Checkout.PathOf(folder), "*.md"))
            .Select(file => Path.GetRelativePath(Checkout.Root, file))
            .Order(),
    ];

    [Fact]
    public void Every_row_of_the_compatibility_page_says_how_it_is_and_names_a_test_that_is_there()
    {
        var rows = CompatibilityRow().Matches(Read("docs/compatibility.md"));

        Assert.True(rows.Count > 50);
        Assert.All(rows, row =>
        {
            Assert.Matches("^(works|differs|not there)(: .+)?$", row.Groups["state"].Value);
            var tests = Named().Matches(row.Groups["test"].Value);
            Assert.NotEmpty(tests);
            Assert.All(tests, test => Assert.True(IsThere(test), $"{test.Value} is not there"));
        });
    }

    [Fact]
    public void Every_message_that_the_troubleshooting_page_quotes_of_the_program_is_one_of_its_messages()
    {
        var sources = Blank().Replace(string.Concat(Checkout.SourceFiles("src").Select(Read)), " ");
        var messages = QuotedMessage().Matches(Read("docs/troubleshooting.md")).Select(match => match.Groups["message"].Value).ToList();

        Assert.NotEmpty(messages);
        Assert.All(messages, message => Assert.All(
            message.Split('…', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            part => Assert.Contains(part, sources, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_inside_the_repository_leads_somewhere(string page)
    {
        var broken = Link().Matches(Read(page))
            .Select(match => (File: match.Groups["path"].Value, Anchor: match.Groups["anchor"].Value))
            .Where(link => !LeadsSomewhere(page, link.File, link.Anchor));
        Assert.Empty(broken);
    }

    private static bool LeadsSomewhere(string page, string file, string anchor)
    {
        var target = file.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, file);
        return Path.Exists(Checkout.PathOf(target)) && (anchor.Length == 0 || Anchors(Read(target)).Contains(anchor));
    }

    /// <summary>The anchors of the headings, as GitHub makes them.</summary>
    private static IEnumerable<string> Anchors(string page) =>
        Heading().Matches(page).Select(match => NoWord().Replace(match.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>A path, or a path and the name of one of the file's tests.</summary>
    private static bool IsThere(Match test)
    {
        var path = Checkout.PathOf(test.Groups["path"].Value);
        var name = test.Groups["name"].Value;
        return Path.Exists(path) && (name.Length == 0 || File.ReadAllText(path).Contains($" {name}(", StringComparison.Ordinal));
    }

    private static string Read(string file) => File.ReadAllText(Checkout.PathOf(file));

    [GeneratedRegex("`(?<path>(tests|scenarios|examples)/[^`:]+)(::(?<name>[^`]+))?`")]
    private static partial Regex Named();

    [GeneratedRegex(@"^\| (?!(?:key|step|flag) \|)(?!-)(?<key>[^|]+) \| (?<state>[^|]+) \| (?<test>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex CompatibilityRow();

    [GeneratedRegex(@"^> (?<message>.+)$", RegexOptions.Multiline)]
    private static partial Regex QuotedMessage();

    [GeneratedRegex(@"\]\((?<path>[^):#]*)(#(?<anchor>[^)]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoWord();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
