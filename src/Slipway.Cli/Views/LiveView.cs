using System.Text;
using Slipway.Cli.Terminals;
using Slipway.Execution.Events;
using Slipway.Execution.Logs;
using Slipway.Model.Events;
using Slipway.Model.Terminals;
using Slipway.Model.Texts;

namespace Slipway.Cli.Views;

/// <summary>
/// Shows a run on a terminal: what has ended scrolls up, and below it the jobs that run now. The lower part is painted again several times a second. Its lines are cut
/// by columns, and painted with the terminal's wrapping off, so that each has one row and nothing that a job says passes for what has ended. The cursor goes back to its
/// first row, so that a terminal of another size, which has moved the lines, still knows where it begins.
/// </summary>
internal sealed class LiveView : IRunObserver, IDisposable
{
    // Both in one write, so that no end of this process leaves the terminal without wrapping.
    private const string WrapOff = "\e[?7l";
    private const string WrapOn = "\e[?7h";
    private const string EraseBelow = "\r\e[J";
    private const string EraseAll = "\e[H\e[2J";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private readonly Action<string> _write;
    private readonly Func<(int Width, int Height)> _size;
    private readonly Func<bool> _isOurs;
    private readonly RunningJobs _jobs;
    private readonly ITimer _timer;
    private readonly EndedLines _ended = new();
    private (int Width, int Height) _paintedSize;
    private int _widest;
    private bool _isPainted;

    /// <summary>Rows that a smaller terminal has wrapped may have scrolled out of it, and a larger one brings them back.</summary>
    private bool _mayComeBack;
    private bool _isAway;
    private string? _question;
    private int _frame;

    /// <param name="write">Writes to the terminal at once.</param>
    /// <param name="size">Its columns and rows.</param>
    /// <param name="clock">For the times shown.</param>
    /// <param name="isOurs">Whether the terminal is this process's now; null: it always is.</param>
    public LiveView(Action<string> write, Func<(int Width, int Height)> size, TimeProvider clock, Func<bool>? isOurs = null)
    {
        _write = write;
        _isOurs = isOurs ?? (() => true);
        _size = size;
        _jobs = new RunningJobs(clock);
        _timer = clock.CreateTimer(_ => Repaint(), null, Interval, Interval);
    }

    public void Happened(RunEvent value)
    {
        lock (_lock)
        {
            if (Apply(value) is { } text)
            {
                Add(text, () => _write(text + "\n"));
            }
        }
    }

    public void Wrote(JobRef job, int step, ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            _jobs.Wrote(job, output);
        }
    }

    /// <summary>Has something written above what is painted, such as a notice on standard error.</summary>
    /// <param name="text">What it is.</param>
    /// <param name="write">Writes it, as whole lines.</param>
    public void Say(string text, Action write)
    {
        lock (_lock)
        {
            Add(text, write);
        }
    }

    /// <summary>Takes everything off the terminal that would be painted over, for somebody else uses it.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            Erase();
            _isAway = true;
        }
    }

    /// <summary>Paints again.</summary>
    public void ComeBack()
    {
        lock (_lock)
        {
            _isAway = false;
            _write(_question ?? "");
            Paint();
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
            _isAway = true;
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

    /// <summary>Puts lines above what is painted, or above the question, which stays the last line.</summary>
    private void Add(string text, Action write)
    {
        _ended.Add(text);
        Erase();
        write();
        _write(_isAway ? "" : _question ?? "");
        Paint();
    }

    private string? Apply(RunEvent value)
    {
        switch (value)
        {
            case JobStarted started:
                _jobs.Begin(started.Job);
                return null;
            case StepStarted { Log.Length: > 0 } started:
                _jobs.BeginStep(started.Job, started.Step, EventText.Step(started.Name));
                return null;
            case StepFinished { Outcome: not StepOutcome.Skipped } finished when _jobs.Contains(finished.Job):
                return Line(finished, _jobs.NameOf(finished.Job, finished.Step));
            case JobFinished finished:
                _jobs.End(finished.Job);
                return $"{Mark(finished.Outcome)} {Colours.Bold(EventText.Name(finished.Job))} {EventText.Describe(finished.Outcome)} {Colours.Dim(DurationText.Of(finished.Duration))}";
            default:
                return EventText.Describe(value);
        }
    }

    private static string Mark(JobOutcome outcome) => outcome is JobOutcome.NotRun ? Colours.NeutralMark : Colours.Mark(outcome is JobOutcome.Passed);

    private static string Line(StepFinished finished, string step)
    {
        var mark = finished.Outcome is StepOutcome.Stopped ? Colours.NeutralMark : Colours.Mark(finished.Outcome is StepOutcome.Passed or StepOutcome.Halted);
        var stopped = finished.Outcome is StepOutcome.Stopped ? $" {EventText.Describe(finished.Outcome)}" : "";
        return $"  {mark} {EventText.Name(finished.Job)}: {step}{stopped} {Colours.Dim(DurationText.Of(finished.Duration))}";
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
            Paint();
        }
        finally
        {
            _lock.Exit();
        }
    }

    private void Erase()
    {
        if (_question is { } question)
        {
            // It may have several rows, and the cursor is in the last of them.
            var above = EndedLines.RowsOf(question, Size().Width) - 1;
            _write((above > 0 ? $"\e[{above}A" : "") + EraseBelow);
        }
        else if (_isPainted && _isOurs())
        {
            _write(EraseBelow);
        }

        _isPainted = false;
    }

    private void Paint()
    {
        if (_question is not null || _isAway || !_isOurs())
        {
            return;
        }

        var size = Size();
        var rows = _jobs.Rows(size, "|/-\\"[_frame % 4]);
        if (rows.Count == 0)
        {
            Erase();
            return;
        }

        var text = new StringBuilder(Before(size, rows.Count)).Append(WrapOff).AppendJoin('\n', rows).Append('\r');
        (_isPainted, _paintedSize, _widest) = (true, size, rows.Max(TerminalWidth.Of));
        _write(text.Append(rows.Count > 1 ? $"\e[{rows.Count - 1}A" : "").Append(WrapOn).ToString());
    }

    /// <summary>What is written before rows, so that nothing is left of those that were painted before.</summary>
    private string Before((int Width, int Height) size, int rows)
    {
        if (!_isPainted)
        {
            return "";
        }

        var isAnew = _mayComeBack && size != _paintedSize;
        _mayComeBack |= size.Width < _widest;
        return isAnew ? EraseAll + _ended.Last(size.Height - rows - 1, size.Width) : EraseBelow;
    }

    /// <summary>A terminal may not know its size: serial lines and some wrappers say 0.</summary>
    private (int Width, int Height) Size() => _size() is { Width: > 0, Height: > 0 } known ? known : (80, 24);
}
