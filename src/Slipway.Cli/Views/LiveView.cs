using System.Text;
using Slipway.Cli.Terminals;
using Slipway.Execution.Events;
using Slipway.Model.Events;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Views;

/// <summary>
/// Shows a run on a terminal: what has ended scrolls up, and below it the jobs that run now with their step, its time and the
/// last lines of its output. The lower part is painted again several times a second. Its lines are cut by columns, and painted with the terminal's wrapping off, so
/// that each has one row and nothing that a job says passes for what has ended.
/// </summary>
internal sealed class LiveView : IRunObserver, IDisposable
{
    // Both in one write, so that no end of this process leaves the terminal without wrapping.
    private const string WrapOff = "\e[?7l";
    private const string WrapOn = "\e[?7h";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private readonly Action<string> _write;
    private readonly Func<(int Width, int Height)> _size;
    private readonly TimeProvider _clock;
    private readonly Dictionary<JobRef, RunningJob> _jobs = [];
    private readonly ITimer _timer;
    private int _painted;
    private string? _question;
    private int _frame;

    /// <param name="write">Writes to the terminal at once.</param>
    /// <param name="size">Its columns and rows.</param>
    /// <param name="clock">For the times shown.</param>
    public LiveView(Action<string> write, Func<(int Width, int Height)> size, TimeProvider clock)
    {
        _write = write;
        _size = size;
        _clock = clock;
        _timer = clock.CreateTimer(_ => Repaint(), null, Interval, Interval);
    }

    public void Happened(RunEvent value)
    {
        lock (_lock)
        {
            var text = Apply(value);
            if (text is not null)
            {
                Erase();
                // The question stays the last line.
                _write(_question is null ? text + "\n" : $"\r\e[J{text}\n{_question}");
                Paint();
            }
        }
    }

    public void Wrote(JobRef job, int step, ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            if (_jobs.TryGetValue(job, out var running))
            {
                running.Tail.Add(output);
            }
        }
    }

    /// <summary>Asks below all that was shown; nothing is painted until the answer is there.</summary>
    public async Task<string?> AskAsync(string question, Func<Task<string?>> answer)
    {
        Show(TerminalText.OneLine(question));
        var isAnswered = false;
        try
        {
            var given = await answer();
            isAnswered = given is not null;
            return given;
        }
        finally
        {
            // Whoever answers ends the line.
            Hide(isAnswered ? "" : "\n");
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            Erase();
        }
    }

    private void Show(string question)
    {
        lock (_lock)
        {
            Erase();
            _question = question;
            _write(question);
        }
    }

    private void Hide(string end)
    {
        lock (_lock)
        {
            _question = null;
            _write(end);
        }
    }

    private string? Apply(RunEvent value)
    {
        switch (value)
        {
            case JobStarted started:
                _jobs[started.Job] = new RunningJob(_clock.GetTimestamp());
                return null;
            case StepStarted { Log.Length: > 0 } started when _jobs.TryGetValue(started.Job, out var job):
                job.Begin(started.Step, EventText.Step(started.Name), _clock.GetTimestamp());
                return null;
            case StepFinished { Outcome: not StepOutcome.Skipped } finished when _jobs.TryGetValue(finished.Job, out var job):
                return Line(finished, job.NameOf(finished.Step));
            case JobFinished finished:
                _jobs.Remove(finished.Job);
                return $"{Colours.Mark(finished.Outcome is JobOutcome.Passed)} {Colours.Bold(EventText.Name(finished.Job))} {EventText.Describe(finished.Outcome)} {Colours.Dim(EventText.Time(finished.Duration))}";
            default:
                return EventText.Describe(value);
        }
    }

    private static string Line(StepFinished finished, string step)
    {
        var mark = finished.Outcome is StepOutcome.Stopped ? Colours.NeutralMark : Colours.Mark(finished.Outcome is StepOutcome.Passed or StepOutcome.Halted);
        var stopped = finished.Outcome is StepOutcome.Stopped ? $" {EventText.Describe(finished.Outcome)}" : "";
        return $"  {mark} {EventText.Name(finished.Job)}: {step}{stopped} {Colours.Dim(EventText.Time(finished.Duration))}";
    }

    private void Repaint()
    {
        // Where the terminal is stopped, the next turn finds the last one still there.
        if (!_lock.TryEnter())
        {
            return;
        }

        try
        {
            _frame++;
            Erase();
            Paint();
        }
        finally
        {
            _lock.Exit();
        }
    }

    private void Erase()
    {
        if (_painted > 0)
        {
            _write($"\e[{_painted}A\e[J");
            _painted = 0;
        }
    }

    private void Paint()
    {
        if (_question is not null)
        {
            return;
        }

        // A terminal may not know its size: serial lines and some wrappers say 0.
        var (width, height) = _size() is { Width: > 0, Height: > 0 } known ? known : (80, 24);
        var room = Math.Max(1, (height - 2) / Math.Max(1, _jobs.Count));
        var text = new StringBuilder();
        foreach (var (job, running) in _jobs.Take(Math.Max(1, height - 2)))
        {
            var head = $"{"|/-\\"[_frame % 4]} {EventText.Name(job)}  {running.Step}  {EventText.Time(_clock.GetElapsedTime(running.StepBegan))}";
            Line(text, head, width);
            foreach (var line in running.Tail.Last(Math.Min(6, room - 1)))
            {
                Line(text, "    " + line, width);
            }
        }

        if (text.Length > 0)
        {
            _write(WrapOff + text + WrapOn);
        }
    }

    private void Line(StringBuilder text, string line, int width)
    {
        text.Append(Columns.Cut(line, width - 1)).Append('\n');
        _painted++;
    }

    private sealed class RunningJob(long began)
    {
        private readonly Dictionary<int, string> _names = [];

        public string Step { get; private set; } = "";

        public long StepBegan { get; private set; } = began;

        public OutputTail Tail { get; } = new();

        /// <summary>Of any step that has begun: those in the background end long after others began.</summary>
        public string NameOf(int step) => _names.GetValueOrDefault(step, "");

        public void Begin(int index, string step, long now)
        {
            _names[index] = step;
            Step = step;
            StepBegan = now;
            Tail.Clear();
        }
    }
}
