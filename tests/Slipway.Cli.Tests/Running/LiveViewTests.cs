using System.Globalization;
using System.Text;
using Slipway.Cli.Terminals;
using Slipway.Cli.Views;
using Slipway.Model.Events;

namespace Slipway.Cli.Tests.Running;

public sealed class LiveViewTests
{
    private readonly JobRef _job = new("main", "build");
    private readonly DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    [Fact]
    public async Task A_question_is_painted_over_by_nothing_until_it_is_answered()
    {
        var written = new StringBuilder();
        var clock = new HandClock();
        using var view = new LiveView(text => written.Append(text), () => (80, 24), clock);
        view.Happened(new JobStarted(_job, 1, 1) { Time = _now });
        clock.Tick();
        var answer = new TaskCompletionSource<string?>();
        var asking = view.AskAsync("Approve it? ", () => answer.Task);
        var before = written.Length;
        clock.Tick();
        Assert.Equal(before, written.Length);
        Assert.EndsWith("Approve it? ", written.ToString(), StringComparison.Ordinal);

        view.Happened(new WorkflowStarted("main", "", "", ["build"]) { Time = _now });
        Assert.EndsWith("\r\e[JWorkflow main: build\nApprove it? ", written.ToString(), StringComparison.Ordinal);

        answer.SetResult("y");
        Assert.Equal("y", await asking);
        clock.Tick();
        Assert.NotEqual(before, written.Length);
    }

    [Fact]
    public void A_background_step_has_its_own_name_and_no_mark_of_a_failure_when_its_job_ends()
    {
        var written = new StringBuilder();
        using var view = new LiveView(text => written.Append(text), () => (80, 24), new HandClock());
        view.Happened(new JobStarted(_job, 1, 1) { Time = _now });
        view.Happened(new StepStarted(_job, 1, "serve", "log") { Time = _now });
        view.Happened(new StepStarted(_job, 2, "test", "log") { Time = _now });
        view.Happened(new StepFinished(_job, 1, new StepOutcome.Stopped(), TimeSpan.FromSeconds(3)) { Time = _now });
        Assert.Contains("build: serve stopped with the job", written.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Colours.Mark(good: false), written.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("漢字", 17)]
    [InlineData("🚀", 17)]
    [InlineData("x", 35)]
    [InlineData("é漢", 22)]
    [InlineData("\t", 8)]
    public void A_line_of_output_has_one_row_however_wide_its_letters_are(string letters, int most)
    {
        var written = new StringBuilder();
        var clock = new HandClock();
        using var view = new LiveView(text => written.Append(text), () => (40, 24), clock);
        view.Happened(new JobStarted(_job, 1, 1) { Time = _now });
        view.Wrote(_job, 1, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(letters, 60)) + "forged\n"));
        clock.Tick();

        var painted = written.ToString()[written.ToString().LastIndexOf("\e[?7l", StringComparison.Ordinal)..];
        Assert.EndsWith("\r\e[1A\e[?7h", painted, StringComparison.Ordinal);
        Assert.InRange(new StringInfo(painted.Split('\n')[1].Split('\r')[0].Trim()).LengthInTextElements, 0, most + 4);
        Assert.DoesNotContain("forged", painted, StringComparison.Ordinal);
    }

    [Fact]
    public void Signs_that_stand_on_a_letter_are_not_piled_up() =>
        Assert.Equal("a\u0301\u0301\u0301\u0301bc", Columns.Cut("a" + new string('\u0301', 100) + "bcd", 3));

    [Fact]
    public void A_notice_stands_above_what_is_painted_and_stays_there()
    {
        var written = new StringBuilder();
        var clock = new HandClock();
        using var view = new LiveView(text => written.Append(text), () => (80, 24), clock);
        view.Happened(new JobStarted(_job, 1, 1) { Time = _now });
        clock.Tick();
        view.Say("notice\n", () => written.Append("notice\n"));
        clock.Tick();
        // The cursor was at the first row of the frame, and the next one is painted below the notice.
        Assert.Contains("\r\e[Jnotice\n\e[?7l", written.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\e[?7h", written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_that_grows_after_it_was_too_narrow_for_the_frame_is_painted_anew()
    {
        var written = new StringBuilder();
        var clock = new HandClock();
        var size = (Width: 80, Height: 24);
        using var view = new LiveView(text => written.Append(text), () => size, clock);
        view.Happened(new WorkflowStarted("main", "", "", ["build"]) { Time = _now });
        view.Happened(new JobStarted(_job, 1, 1) { Time = _now });
        view.Wrote(_job, 1, Encoding.UTF8.GetBytes(new string('x', 100) + "\n"));
        clock.Tick();
        size = (40, 24);
        clock.Tick();
        Assert.DoesNotContain("\e[2J", written.ToString(), StringComparison.Ordinal);
        size = (80, 24);
        clock.Tick();
        Assert.Contains("\e[H\e[2JWorkflow main: build\n\e[?7l", written.ToString(), StringComparison.Ordinal);
        written.Clear();
        clock.Tick();
        Assert.DoesNotContain("\e[2J", written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_painted_while_somebody_else_has_the_terminal()
    {
        var written = new StringBuilder();
        var clock = new HandClock();
        using var view = new LiveView(text => written.Append(text), () => (80, 24), clock);
        view.Happened(new JobStarted(_job, 1, 1) { Time = _now });
        clock.Tick();
        view.Leave();
        Assert.EndsWith("\r\e[J", written.ToString(), StringComparison.Ordinal);
        written.Clear();
        clock.Tick();
        view.Happened(new WorkflowStarted("main", "", "", ["build"]) { Time = _now });
        Assert.Equal("Workflow main: build\n", written.ToString());
        view.ComeBack();
        Assert.Contains("build", written.ToString(), StringComparison.Ordinal);
    }

    private sealed class HandClock : TimeProvider
    {
        private readonly List<Action> _ticks = [];

        public void Tick() => _ticks.ForEach(tick => tick());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _ticks.Add(() => callback(state));
            return TimeProvider.System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(10, 2)]
    [InlineData(200, 50)]
    public void A_running_step_is_painted_on_a_terminal_of_any_size(int width, int height)
    {
        var written = new StringBuilder();
        var job = new JobRef("main", "build");
        var now = TimeProvider.System.GetUtcNow();
        using (var view = new LiveView(text => written.Append(text), () => (width, height), TimeProvider.System))
        {
            view.Happened(new JobStarted(job, 1, 1) { Time = now });
            view.Happened(new StepStarted(job, 1, "compile it all", "log") { Time = now });
            view.Wrote(job, 1, "a line that is longer than a narrow terminal\n"u8);
            view.Happened(new WorkflowStarted("main", "", "", ["build"]) { Time = now });
        }

        Assert.Contains("Workflow main: build\n", written.ToString(), StringComparison.Ordinal);
        Assert.Equal(width is 0 or 200, written.ToString().Contains("build  compile it all", StringComparison.Ordinal));
    }
}
