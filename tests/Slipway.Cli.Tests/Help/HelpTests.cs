using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Tests.Repository;

namespace Slipway.Cli.Tests.Help;

public sealed class HelpTests
{
    [Fact]
    public void Every_command_that_does_something_has_a_description_and_an_example()
    {
        var silent = Leaves(CommandTree.Create([]))
            .Where(command => string.IsNullOrEmpty(command.Description) || CommandExamples.Of(command).Count == 0)
            .Select(command => command.Name);
        Assert.Empty(silent);
    }

    [Fact]
    public void Every_example_is_a_command_line_that_the_program_understands()
    {
        var wrong = Leaves(CommandTree.Create([]))
            .SelectMany(CommandExamples.Of)
            .Where(line => line.StartsWith("slipway ", StringComparison.Ordinal))
            .Where(line => CommandTree.Create([]).Parse(WithoutComment(line)["slipway ".Length..]).Errors.Count > 0);
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_help_of_a_command_ends_with_its_examples()
    {
        using var output = new StringWriter();
        string[] args = ["completion", "--help"];

        CommandTree.Create(args).Parse(args).Invoke(new InvocationConfiguration { Output = output });

        Assert.Contains("Examples:\n  source <(slipway completion bash)", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("runs")]
    public async Task A_command_that_must_go_on_shows_how(params string[] args)
    {
        var run = await ProgramRun.OfAsync(args);

        Assert.Equal((int)ExitCode.Invalid, run.ExitCode);
        Assert.Contains("Commands:", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public void Each_command_is_listed_once()
    {
        var names = CommandTree.Create([]).Subcommands.Select(command => command.Name).ToList();

        Assert.Equal(names.Distinct(), names);
    }

    private static string WithoutComment(string line) => line.Split(" #", 2)[0].Split(" | ", 2)[0].Split(" > ", 2)[0].Split(" < ", 2)[0].TrimEnd();

    private static IEnumerable<Command> Leaves(Command command) =>
        command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);
}
