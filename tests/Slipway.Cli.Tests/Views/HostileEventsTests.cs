using System.Text;
using System.Text.Json;
using Slipway.Cli.Views;
using Slipway.Execution.Events;
using Slipway.Execution.State;
using Slipway.Model.Events;
using Slipway.Model.Terminals;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Views;

/// <summary>Whatever a config calls its jobs, and whatever jobs, images and engines say of themselves: a view says it in lines of its own, and nothing steers the terminal.</summary>
public sealed class HostileEventsTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly MemoryStream _output = new();

    public static TheoryData<string> Texts() =>
    [
        "\u001b[2J\u001b[H",
        "\u001b]0;title\u0007",
        "\u001b]8;;http://a\u001b\\link",
        "over\rwritten",
        "two\nlines",
        "\u009b31m",
        "\u202Egnp.exe",
        "\u2028\u2029\u0085\v\f",
        "\0\u0001\u007f",
        "half \ud83d",
    ];

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Plain_lines_are_clean_and_each_event_has_its_own(string hostile)
    {
        var view = new PlainView(_output, quiet: false);
        foreach (var happened in Hostile(hostile))
        {
            var before = Lines;
            view.Happened(happened);
            Assert.InRange(Lines - before, 0, 1);
        }

        Assert.True(TerminalText.IsClean(_output.ToArray()), Written);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Output_cannot_look_like_a_line_of_another_job(string hostile)
    {
        var (view, job) = (new PlainView(_output, quiet: false), new JobRef("main", "job"));
        view.Happened(new StepStarted(job, 1, "step", "001") { Time = default });
        foreach (var letter in Encoding.UTF8.GetBytes($"first {hostile} last\nsecond{hostile}"))
        {
            view.Wrote(job, 1, [letter]);
        }

        view.Happened(new StepFinished(job, 1, new StepOutcome.Passed(), default) { Time = default });
        Assert.All(Written.TrimEnd('\n').Split('\n'), line => Assert.StartsWith("job", line, StringComparison.Ordinal));
        Assert.True(TerminalText.IsClean(_output.ToArray()), Written);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Json_is_one_clean_value_a_line(string hostile)
    {
        var view = new JsonView(_output, TimeProvider.System);
        var events = Hostile(hostile);
        foreach (var happened in events)
        {
            view.Happened(happened);
        }

        view.Wrote(new JobRef("main", "job"), 1, Encoding.UTF8.GetBytes(hostile));
        var lines = Written.TrimEnd('\n').Split('\n');
        Assert.InRange(lines.Length, events.Count, events.Count + 1);
        Assert.All(lines, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        Assert.True(TerminalText.IsClean(_output.ToArray()), Written);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_summary_is_clean_line_by_line(string hostile)
    {
        var run = new RunFolder("7", _folder.Path);
        var summary = new RunSummary(run);
        var job = new JobRef(hostile, "job" + hostile, 1, 2);
        Directory.CreateDirectory(Path.GetDirectoryName(run.PathOfLog(job, "001-step"))!);
        File.WriteAllBytes(run.PathOfLog(job, "001-step"), Encoding.UTF8.GetBytes($"{hostile}\nsaid\n"));
        foreach (var happened in EventSamples.All(text => text == "workflow" ? hostile : text + hostile, text => text + hostile).Where(happened => happened is not JobStarted))
        {
            ((IRunObserver)summary).Happened(happened);
        }

        using var text = new StringWriter { NewLine = "\n" };
        summary.Write(text, RunOutcome.Failed, TimeSpan.FromSeconds(3));
        Assert.Contains("| said\n", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("to go on: slipway run --rerun 7 --approve ", text.ToString(), StringComparison.Ordinal);
        Assert.All(text.ToString().Split('\n'), line => Assert.True(TerminalText.IsClean(Encoding.UTF8.GetBytes(line)), line));
    }

    private static IReadOnlyList<RunEvent> Hostile(string text) => EventSamples.All(name => name + text, said => said + text);

    private int Lines => Written.Count(letter => letter == '\n');

    private string Written => Encoding.UTF8.GetString(_output.ToArray());
}
