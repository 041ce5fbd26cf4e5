using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Tests.Repository;

namespace Slipway.Cli.Tests.Help;

/// <summary>What is wrong on a command line is said in plain words before anything is done.</summary>
public sealed class CommandLineCheckTests
{
    /// <summary>Every option of every command, with the command that it is of.</summary>
    public static TheoryData<string, string> Options()
    {
        var all = new TheoryData<string, string>();
        foreach (var (path, command) in Commands(CommandTree.Create([]), ""))
        {
            foreach (var option in command.Options.Where(option => !option.Hidden && option.Name != "--help"))
            {
                all.Add(path, option.Name);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void An_option_with_a_typing_mistake_is_refused_and_the_right_one_is_named(string path, string option)
    {
        // Two letters have changed places.
        var mistyped = option[..^2] + option[^1] + option[^2];
        mistyped = mistyped == option ? option + option[^1] : mistyped;
        var mistakes = Find(path, mistyped);
        Assert.Contains(mistakes, mistake => mistake.StartsWith($"There is no option {mistyped} of 'slipway {path}'", StringComparison.Ordinal) && mistake.EndsWith($"did you mean {option}?", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void An_option_with_an_empty_value_is_refused(string path, string option)
    {
        var command = Commands(CommandTree.Create([]), "").First(each => each.Path == path).Command;
        if (command.Options.First(each => each.Name == option).ValueType != typeof(bool))
        {
            Assert.NotEmpty(Find(path, option, ""));
        }
    }

    [Theory]
    [InlineData("run --aprove x", "There is no option --aprove of 'slipway run'; did you mean --approve?")]
    [InlineData("run --aprove=x", "There is no option --aprove=x of 'slipway run'; did you mean --approve?")]
    [InlineData("run -z", "There is no option -z of 'slipway run'")]
    [InlineData("run --jobs 0", "--jobs 0: the least is 1.")]
    [InlineData("run --jobs -3", "--jobs -3: the least is 1.")]
    [InlineData("run --jobs many", "--jobs many: write a whole number.")]
    [InlineData("run --pull sometimes", "--pull sometimes: write missing, always, never.")]
    [InlineData("run --branch a --tag b", "--branch and --tag exclude each other.")]
    [InlineData("run --branch a..b", "--branch a..b: git allows no such name.")]
    [InlineData("run --json --plain", "--json and --plain exclude each other.")]
    [InlineData("run --json -q", "--json and --quiet exclude each other.")]
    [InlineData("run --rerun last build", "--rerun and JOB exclude each other.")]
    [InlineData("run --rerun last -w main", "--rerun and --workflow exclude each other.")]
    [InlineData("run --with-upstreams", "--with-upstreams says something of JOB: name one.")]
    [InlineData("run --trusted --untrusted", "--trusted and --untrusted exclude each other.")]
    [InlineData("runs lss", "There is no command lss of 'slipway runs'; did you mean ls?")]
    [InlineData("runs ls -n 0", "--limit 0: the least is 1.")]
    [InlineData("runs ls -n x", "--limit x: write a whole number.")]
    [InlineData("runs logs last build --step -1", "--step -1: the least is 0.")]
    [InlineData("runs logs --services --step 1", "--step and --services exclude each other.")]
    [InlineData("runs show last more", "There is no argument more of 'slipway runs show'")]
    [InlineData("shell last --jon", "There is no option --jon of 'slipway shell'")]
    [InlineData("engine exec 01c --tty", "There is no option --tty of 'slipway engine exec'")]
    [InlineData("engine create --cpus two", "--cpus two: write a number.")]
    [InlineData("engine rm", "Give ID or --all.")]
    [InlineData("engine rm 01c --all", "--all and ID exclude each other.")]
    [InlineData("engine rm --all --keep-layers", "--all and --keep-layers exclude each other.")]
    [InlineData("engine image build 28 --from a/b", "--from and IMAGE exclude each other.")]
    [InlineData("host --pool -1", "--pool -1: the least is 0.")]
    public async Task What_cannot_be_is_refused_with_the_way_out(string line, string expected)
    {
        var run = await ProgramRun.OfAsync(line.Split(' '));
        Assert.Equal((int)ExitCode.Invalid, run.ExitCode);
        Assert.Contains($"slipway: {expected}{Environment.NewLine}", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
        Assert.Contains("--help' shows what there is.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("engine exec 01c ls -l --all")]
    [InlineData("engine exec 01c -- --odd")]
    [InlineData("shell last build -- -x")]
    [InlineData("run -- -odd-name")]
    [InlineData("config validate -")]
    public void Words_of_other_programs_and_what_stands_behind_two_dashes_are_no_options(string line) =>
        Assert.Empty(CommandLineCheck.FindMistakes(CommandTree.Create([]).Parse(line.Split(' '))));

    private static IReadOnlyList<string> Find(string path, params string[] rest) =>
        CommandLineCheck.FindMistakes(CommandTree.Create([]).Parse([.. path.Split(' '), .. rest]));

    private static IEnumerable<(string Path, Command Command)> Commands(Command command, string path) =>
        command.Subcommands.SelectMany(sub => Commands(sub, $"{path} {sub.Name}".Trim()).Prepend(($"{path} {sub.Name}".Trim(), sub)));
}
