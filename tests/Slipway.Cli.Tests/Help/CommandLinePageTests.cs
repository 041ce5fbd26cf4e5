using System.CommandLine;
using System.Text.RegularExpressions;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Help;

/// <summary>Holds docs/cli.md equal to the program's help. What differs is written anew by scripts/cli-page.sh.</summary>
public sealed partial class CommandLinePageTests
{
    private static readonly Dictionary<string, string> Sections =
        Section().Matches(File.ReadAllText(Checkout.PathOf("docs", "cli.md"))).ToDictionary(match => match.Groups["path"].Value, match => match.Groups["help"].Value);

    [Fact]
    public void The_page_has_each_command_and_no_other()
    {
        Assert.Equal(Below("slipway", CommandTree.Create([])).Order(), Sections.Keys.Order());
    }

    [Fact]
    public void The_page_says_of_each_command_what_its_help_says()
    {
        Assert.All(Sections, section => Assert.Equal(Words(HelpOf(section.Key)), Words(section.Value)));
    }

    private static string HelpOf(string path)
    {
        using var output = new StringWriter();
        string[] args = [.. path.Split(' ').Skip(1), "--help"];
        CommandTree.Create(args).Parse(args).Invoke(new InvocationConfiguration { Output = output });
        return output.ToString().Replace(RootCommand.ExecutableName, "slipway", StringComparison.Ordinal);
    }

    private static IEnumerable<string> Below(string path, Command command) =>
        command.Subcommands.Where(child => !child.Hidden).SelectMany(child => Below($"{path} {child.Name}", child).Prepend($"{path} {child.Name}"));

    /// <summary>Where the lines break depends on the terminal.</summary>
    private static string Words(string text) => Blank().Replace(text, " ").Trim();

    [GeneratedRegex(@"^## (?<path>slipway [^\n]+)\n\n```text\n(?<help>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
