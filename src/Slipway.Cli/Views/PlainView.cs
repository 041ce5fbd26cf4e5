using System.Text;
using Slipway.Execution.Events;
using Slipway.Model.Events;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Views;

/// <summary>Shows a run as plain lines: what starts and ends, and the output of steps behind their job's name.</summary>
internal sealed class PlainView(Stream output, bool quiet) : IRunObserver
{
    private readonly Dictionary<(JobRef Job, int Step), OutputLines> _open = [];
    private readonly Dictionary<JobRef, string> _names = [];
    private readonly Dictionary<(JobRef Job, int Step), string> _steps = [];

    public void Happened(RunEvent value)
    {
        switch (value)
        {
            case JobStarted started:
                _names[started.Job] = started.Nodes > 1 ? TerminalText.OneLine($"{started.Job.Job}/{started.Job.Node}") : EventText.Name(started.Job);
                Line($"{_names[started.Job]}: started, build {started.BuildNumber}");
                break;
            case StepStarted started:
                _steps[(started.Job, started.Step)] = started.Name;
                if (started.Log.Length > 0)
                {
                    Line($"{Name(started.Job)}: ==> {EventText.Step(started.Name)}");
                }

                break;
            case StepFinished finished:
                FinishStep(finished);
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

        if (!_open.TryGetValue((job, step), out var lines))
        {
            lines = new OutputLines(Encoding.UTF8.GetBytes(Name(job) + " | "));
            _open[(job, step)] = lines;
        }

        output.Write(lines.Take(written));
    }

    private void FinishStep(StepFinished finished)
    {
        if (_open.Remove((finished.Job, finished.Step), out var lines))
        {
            output.Write(lines.Finish());
        }

        if (finished.Outcome is not StepOutcome.Passed and not StepOutcome.Skipped)
        {
            Line($"{Name(finished.Job)}: <== {EventText.Step(_steps.GetValueOrDefault((finished.Job, finished.Step), ""))}: {EventText.Describe(finished.Outcome)}");
        }
    }

    private string Name(JobRef job) => _names.GetValueOrDefault(job, EventText.Name(job with { Node = 0 }));

    private void Line(string text) => output.Write(Encoding.UTF8.GetBytes(text + "\n"));
}
