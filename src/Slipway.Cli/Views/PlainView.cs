using System.Text;
using Slipway.Execution.Events;
using Slipway.Model.Events;
using Slipway.Model.Texts;

namespace Slipway.Cli.Views;

/// <summary>Shows a run as plain lines: what starts and ends, and the output of steps behind their job's name.</summary>
internal sealed class PlainView(Stream output, bool quiet) : IRunObserver
{
    /// <summary>Of a step's output, in which it may have said why it failed.</summary>
    private const int LastLines = 40;
    private readonly Dictionary<(JobRef Job, int Step), ShownStep> _open = [];
    private readonly Dictionary<(JobRef Job, int Step), string> _steps = [];
    private readonly SaidReasons _said = new();

    public void Happened(RunEvent value)
    {
        switch (value)
        {
            case JobStarted started:
                _said.Forget(started.Job);
                Line($"{EventText.Name(started.Job)}: started, build {started.BuildNumber}");
                break;
            case StepStarted started:
                _steps[(started.Job, started.Step)] = started.Name;
                if (started.Log.Length > 0)
                {
                    Line($"{EventText.Name(started.Job)}: ==> {EventText.Step(started.Name)}");
                }

                break;
            case StepFinished finished:
                FinishStep(finished);
                break;
            case JobFinished finished:
                Line($"{EventText.Name(finished.Job)}: {_said.Describe(finished.Job, finished.Outcome)} in {DurationText.Of(finished.Duration)}");
                break;
            default:
                if (EventText.Describe(value) is { } text)
                {
                    Line(text);
                }

                break;
        }
    }

    public void Wrote(JobRef job, int step, ReadOnlySpan<byte> written)
    {
        if (quiet)
        {
            return;
        }

        if (!_open.TryGetValue((job, step), out var shown))
        {
            shown = new ShownStep(new OutputLines(Encoding.UTF8.GetBytes(EventText.Name(job) + " | ")), new OutputTail());
            _open[(job, step)] = shown;
        }

        shown.Tail.Add(written);
        output.Write(shown.Lines.Take(written));
    }

    private void FinishStep(StepFinished finished)
    {
        IReadOnlyList<string> said = [];
        if (_open.Remove((finished.Job, finished.Step), out var shown))
        {
            output.Write(shown.Lines.Finish());
            said = [.. shown.Tail.Last(LastLines)];
        }

        if (finished.Outcome is not StepOutcome.Passed and not StepOutcome.Skipped)
        {
            var step = EventText.Step(_steps.GetValueOrDefault((finished.Job, finished.Step), ""));
            Line($"{EventText.Name(finished.Job)}: <== {step}: {_said.Describe(finished.Job, finished.Outcome, said)}");
        }
    }

    private void Line(string text) => output.Write(Encoding.UTF8.GetBytes(text + "\n"));

    private sealed record ShownStep(OutputLines Lines, OutputTail Tail);
}
