using System.Text.RegularExpressions;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Architecture;

/// <summary>Everything that is shown goes through one door, which cleans it: no other source writes to standard output or standard error.</summary>
public sealed partial class TerminalDoorTests
{
    private const string Door = "src/Slipway.Cli/Terminals/";

    [Fact]
    public void Nothing_but_the_door_writes_to_the_terminal() =>
        Assert.DoesNotContain(Uses(WaysPast()), use => !use.StartsWith(Door, StringComparison.Ordinal));

    [Fact]
    public void Only_the_live_view_paints_and_only_the_report_of_a_compilation_has_colours() => Assert.Equal(
        ["CompileReport.cs", "RunDisplay.cs"],
        Uses(Painting()).Where(use => !use.StartsWith(Door, StringComparison.Ordinal)).Select(use => Path.GetFileName(use.Split(':')[0])).Distinct().Order());

    [Theory]
    [InlineData("        Console.WriteLine(name);")]
    [InlineData("        await Console.Error.WriteAsync(question);")]
    [InlineData("        using var output = Console.OpenStandardOutput();")]
    [InlineData("        File.WriteAllText(\"/dev/tty\", name);")]
    public void The_test_would_notice_another_way(string line) => Assert.Matches(WaysPast(), line);

    private static IEnumerable<string> Uses(Regex way) => Checkout.SourceFiles("src")
        // The agent and the probes speak inside a container or an engine.
        .Where(file => !file.StartsWith("src/Slipway.Agent/", StringComparison.Ordinal) && !file.StartsWith("src/Slipway.Engines/Isolation/", StringComparison.Ordinal))
        .SelectMany(file => File.ReadLines(Checkout.PathOf(file)).Where(line => way.IsMatch(line)).Select(line => $"{file}: {line.Trim()}"));

    [GeneratedRegex(@"\bConsole\.(Write|Out\b|Error\b|OpenStandardOutput|OpenStandardError|SetOut|SetError|Clear|Title|Beep|SetCursor|Cursor|Foreground|Background|ResetColor)|AnsiConsole|/dev/(tty|std|fd)")]
    private static partial Regex WaysPast();

    [GeneratedRegex(@"Terminal\.Paint\b|\.Painted\b|OpenRawOutput.*isTerminal")]
    private static partial Regex Painting();
}
