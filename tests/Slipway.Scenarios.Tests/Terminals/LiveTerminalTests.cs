using System.Text.RegularExpressions;
using Slipway.FakeMachine.Spaces;
using Slipway.Scenarios.Tests.Scenarios;
using Slipway.Testing.Folders;

namespace Slipway.Scenarios.Tests.Terminals;

/// <summary>The live view in a real terminal: no frame of it stays where another one is painted, and no notice is lost. Jobs wait for a file, so that nothing depends on time.</summary>
public sealed partial class LiveTerminalTests : IDisposable
{
    // Jobs have a /tmp of their own, and see all other folders.
    private readonly DirectoryInfo _folder = Directory.CreateDirectory($"/var/tmp/slipway-live-{Guid.NewGuid():N}");

    /// <summary>A line of a job as the live view shows it.</summary>
    private const string Indented = "    a line that is rather long and goes on to the eightieth column or so.";

    private string Gate => Path.Combine(_folder.FullName, "gate");

    private string Wait => $"until [ -e {Gate} ]; do sleep 0.1; done";

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("日本語のとても長い行")]
    [InlineData("✅ passed ✅ 🚀👩‍👩‍👧‍👦 ❤️ 🇩🇪 👍🏽 ")]
    [InlineData("e\u0301a\u0308 हिन्दी ภาษาไทย العربية 한국어 ")]
    [InlineData("\tcolumn\t表\t")]
    public async Task Lines_of_any_script_that_are_longer_than_the_terminal_leave_no_frame_behind(string text)
    {
        await using var terminal = await RunAsync(80, 24, ("job", $"for i in 1 2 3 4 5 6 7 8; do for j in 1 2 3 4 5 6 7 8 9; do printf '%s' '{text}'; done; echo; done; {Wait}"));
        // Some frames later.
        await terminal.WaitForAsync(screen => Heads(screen) is [var head] && head.Contains(" 2.", StringComparison.Ordinal));
        Assert.Single(Heads(await terminal.HistoryAsync()));
        await EndAsync(terminal, 0);
    }

    [Fact]
    public async Task Twelve_jobs_have_a_row_each_on_24_lines_and_more_jobs_than_rows_are_counted()
    {
        await using var terminal = await RunAsync(80, 24, [.. Enumerable.Range(1, 12).Select(job => ($"job-{job:00}", $"seq 1 5; echo 日本語; {Wait}"))]);
        var screen = await terminal.WaitForAsync(screen => Heads(screen).Count == 12 && screen.Contains("    日本語", StringComparison.Ordinal));
        Assert.All(Enumerable.Range(1, 12), job => Assert.Single(Heads(screen), head => head.Contains($"job-{job:00}", StringComparison.Ordinal)));
        await terminal.ResizeAsync(80, 8);
        await terminal.WaitForAsync(screen => Heads(screen) is { Count: 6 } heads && heads[^1].EndsWith("and 7 more jobs", StringComparison.Ordinal));
        await terminal.ResizeAsync(80, 24);
        await terminal.WaitForAsync(screen => Heads(screen).Count == 12);
        await EndAsync(terminal, 0);
    }

    [Fact]
    public async Task A_terminal_of_another_size_shows_one_frame_and_what_has_ended()
    {
        await using var terminal = await RunAsync(100, 30, ("job", $"for i in 1 2 3 4 5 6 7 8 9; do echo '{Indented.Trim()}'; done; {Wait}"));
        await terminal.WaitForAsync(screen => Heads(screen).Count == 1 && Tails(screen).Count == 6);
        foreach (var (columns, rows) in ((int, int)[])[(60, 30), (40, 20), (120, 12), (30, 40), (100, 30)])
        {
            await terminal.ResizeAsync(columns, rows);
            await terminal.WaitForAsync(screen => Heads(screen).Count == 1 && Tails(screen) is { Count: 6 } tails && tails.TrueForAll(line => line == Indented[..Math.Min(columns - 1, Indented.Length)].TrimEnd()));
            Assert.Contains("Workflow main: job", await terminal.HistoryAsync(), StringComparison.Ordinal);
        }

        await EndAsync(terminal, 0);
    }

    [Fact]
    public async Task An_interrupt_is_answered_and_the_answer_stays()
    {
        await using var terminal = await RunAsync(80, 24, ("job", $"echo begun; {Wait}"));
        await terminal.WaitForAsync(screen => screen.Contains("    begun", StringComparison.Ordinal));
        await terminal.PressAsync("C-c");
        await terminal.WaitForAsync(screen => screen.Contains("ended with 130", StringComparison.Ordinal));
        var history = await terminal.HistoryAsync();
        Assert.Contains("Canceling; once more to end at once.", history, StringComparison.Ordinal);
        Assert.Empty(Heads(history));
    }

    [Fact]
    public async Task A_run_that_is_stopped_and_continued_leaves_the_shell_its_terminal()
    {
        await using var terminal = await RunAsync(80, 24, ("job", $"echo begun; {Wait}"));
        await terminal.WaitForAsync(screen => screen.Contains("    begun", StringComparison.Ordinal));
        for (var time = 1; time <= 2; time++)
        {
            await terminal.PressAsync("C-z");
            var stopped = await terminal.WaitForAsync(screen => screen.TrimEnd().EndsWith("at the prompt>", StringComparison.Ordinal));
            Assert.Contains("Stopped", stopped, StringComparison.Ordinal);
            Assert.Empty(Heads(stopped));
            await terminal.TypeAsync("fg");
            await terminal.WaitForAsync(screen => Heads(screen).Count == 1);
        }

        await OpenGateAsync();
        var ended = await terminal.WaitForAsync(screen => screen.TrimEnd().EndsWith("at the prompt>", StringComparison.Ordinal));
        Assert.Contains("Run 1 passed in", ended, StringComparison.Ordinal);
        Assert.Empty(Heads(await terminal.HistoryAsync()));
    }

    [Fact]
    public async Task A_typing_mistake_at_a_question_asks_again_and_what_goes_on_is_shown()
    {
        await using var terminal = await OpenAsync(80, 24, "[{hold: {type: approval}}, job, {after: {requires: [hold]}}]", ("job", Wait), ("after", "echo after"));
        await terminal.WaitForAsync(screen => screen.Contains("Approve hold of workflow main? [y/N]", StringComparison.Ordinal));
        await terminal.TypeAsync("ja");
        await terminal.WaitForAsync(screen => screen.Contains("Please answer y or n.", StringComparison.Ordinal));
        await terminal.TypeAsync("y");
        await terminal.WaitForAsync(screen => screen.Contains("after passed", StringComparison.Ordinal) && Heads(screen).Count == 1);
        await EndAsync(terminal, 0);
    }

    private Task<TmuxTerminal> RunAsync(int columns, int rows, params (string Name, string Command)[] jobs) =>
        OpenAsync(columns, rows, $"[{string.Join(", ", jobs.Select(job => job.Name))}]", jobs);

    private async Task<TmuxTerminal> OpenAsync(int columns, int rows, string workflow, params (string Name, string Command)[] jobs)
    {
        Assert.SkipUnless(File.Exists(Checkout.Agent), $"{Checkout.Agent} is not built: run scripts/build.sh");
        Assert.SkipUnless(await FakeJobSpaceFactory.CanOpenAsync(TestContext.Current.CancellationToken), "this user may not make namespaces");
        Assert.SkipUnless(await TmuxTerminal.CanOpenAsync(), "tmux is not installed");
        var config = string.Concat(jobs.Select(job => $"  {job.Name}:\n    docker: [{{image: slipway/base:bookworm}}]\n    steps:\n      - run:\n          name: work\n          command: |\n            {job.Command}\n"));
        var project = _folder.CreateSubdirectory("project/.circleci").Parent!.FullName;
        await File.WriteAllTextAsync(Path.Combine(project, ".circleci/config.yml"), $"version: 2.1\njobs:\n{config}workflows:\n  main:\n    jobs: {workflow}\n", TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string> { ["SLIPWAY_STATE"] = Path.Combine(_folder.FullName, "state"), ["SLIPWAY_AGENT"] = Checkout.Agent };
        var terminal = await TmuxTerminal.OpenAsync(project, environment, columns, rows);
        await terminal.TypeAsync($"clear; {Programs.OnFakeMachine} run --jobs 50; echo ended with $?");
        return terminal;
    }

    /// <summary>Lets the jobs end, and holds what is left on the terminal against what a run leaves.</summary>
    private async Task EndAsync(TmuxTerminal terminal, int exitCode)
    {
        await OpenGateAsync();
        await terminal.WaitForAsync(screen => screen.Contains($"ended with {exitCode}", StringComparison.Ordinal));
        var screen = await terminal.ScreenAsync();
        Assert.Empty(Heads(screen));
        Assert.Contains("passed in", screen, StringComparison.Ordinal);
    }

    private Task OpenGateAsync() => File.WriteAllTextAsync(Gate, "", TestContext.Current.CancellationToken);

    /// <summary>The rows of running jobs.</summary>
    private static List<string> Heads(string screen) => [.. screen.Split('\n').Where(line => Head().IsMatch(line)).Select(line => line.TrimEnd())];

    private static List<string> Tails(string screen) => [.. screen.Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line.TrimEnd())];

    [GeneratedRegex(@"^[|/\\-] \S")]
    private static partial Regex Head();
}
