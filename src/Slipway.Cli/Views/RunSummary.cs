using Slipway.Execution.Events;
using Slipway.Execution.Logs;
using Slipway.Execution.State;
using Slipway.Model.Events;
using Slipway.Model.Terminals;
using Slipway.Model.Texts;

namespace Slipway.Cli.Views;

/// <summary>Collects what the end of a run says: results and times, tests, artifacts, pushed images, and the tail of what failed.</summary>
internal sealed class RunSummary(RunFolder folder) : IRunObserver
{
    private const int TailLines = 20;
    private readonly List<JobFinished> _jobs = [];
    private readonly List<TestResultsStored> _tests = [];
    private readonly List<string> _images = [];
    private readonly List<ServiceLogged> _services = [];
    private readonly List<StepFinished> _failures = [];
    private readonly Dictionary<(JobRef Job, int Step), StepStarted> _steps = [];
    private readonly List<JobRef> _kept = [];
    private readonly Dictionary<JobRef, int> _artifacts = [];
    private readonly List<ApprovalRequested> _approvals = [];
    private readonly SaidReasons _said = new();

    public void Happened(RunEvent value)
    {
        switch (value)
        {
            case JobStarted started:
                Forget(started.Job);
                break;
            case StepStarted started:
                _steps[(started.Job, started.Step)] = started;
                break;
            case StepFinished { Outcome: StepOutcome.Failed or StepOutcome.TimedOut or StepOutcome.InfrastructureFailed } failed:
                _failures.Add(failed);
                break;
            case JobFinished finished:
                _jobs.RemoveAll(job => job.Job == finished.Job);
                _jobs.Add(finished);
                break;
            case TestResultsStored stored:
                _tests.Add(stored);
                break;
            case ArtifactsStored stored:
                _artifacts[stored.Job] = _artifacts.GetValueOrDefault(stored.Job) + stored.Paths.Count;
                break;
            case ImagePushed pushed:
                _images.Add(EventText.Image(pushed));
                break;
            case ServiceLogged { ExitCode: not null and not 0 } ended:
                _services.Add(ended);
                break;
            case JobKept kept:
                _kept.Add(kept.Job);
                break;
            case ApprovalRequested requested:
                _approvals.Add(requested);
                break;
            case ApprovalGiven given:
                _approvals.RemoveAll(requested => (requested.Workflow, requested.Job) == (given.Workflow, given.Job));
                break;
        }
    }

    public void Wrote(JobRef job, int step, ReadOnlySpan<byte> output)
    {
    }

    public void Write(TextWriter output, RunOutcome outcome, TimeSpan duration)
    {
        foreach (var failures in _failures.GroupBy(Cause))
        {
            Write(output, [.. failures]);
        }

        foreach (var service in _services)
        {
            output.WriteLine();
            output.WriteLine(EventText.Describe(service));
            WriteLines(output, Tail(service.Job, service.Log));
        }

        output.WriteLine();
        output.WriteLine($"Run {folder.Id} {EventText.Describe(outcome)} in {DurationText.Of(duration)}");
        var width = _jobs.Select(job => Title(job.Job).Length).DefaultIfEmpty(0).Max();
        foreach (var job in _jobs)
        {
            output.WriteLine($"  {Mark(job.Outcome)} {Title(job.Job).PadRight(width)}  {DurationText.Of(job.Duration),8}  {_said.Describe(job.Job, job.Outcome)}");
        }

        WriteRest(output);
    }

    /// <summary>A workflow that reruns itself runs a job again: what counts is the last time.</summary>
    private void Forget(JobRef job)
    {
        _tests.RemoveAll(stored => stored.Job == job);
        _artifacts.Remove(job);
        _failures.RemoveAll(failed => failed.Job == job);
        _services.RemoveAll(ended => ended.Job == job);
        _said.Forget(job);
    }

    /// <summary>The job's name, behind its workflow's when another workflow has one of that name.</summary>
    private string Title(JobRef job) =>
        _jobs.Exists(other => other.Job.Job == job.Job && other.Job.Workflow != job.Workflow) ? TerminalText.OneLine($"{job.Workflow}/{EventText.Name(job)}") : EventText.Name(job);

    private void WriteRest(TextWriter output)
    {
        if (_tests.Count > 0)
        {
            output.WriteLine($"  tests: {_tests.Sum(stored => stored.Tests)}, {_tests.Sum(stored => stored.Failed)} failed, {_tests.Sum(stored => stored.Skipped)} skipped");
        }

        if (_artifacts.Count > 0)
        {
            output.WriteLine($"  artifacts: {_artifacts.Values.Sum()} in {folder.Artifacts}");
        }

        foreach (var image in _images)
        {
            output.WriteLine($"  pushed: {image}");
        }

        foreach (var job in _kept)
        {
            output.WriteLine($"  kept: slipway shell {folder.Id} {EventText.Name(job)}   (slipway runs reap removes it)");
        }

        if (_approvals.Count > 0)
        {
            output.WriteLine($"  to go on: slipway run --rerun {folder.Id} {string.Join(' ', _approvals.Select(requested => requested.Job).Distinct().Select(job => $"--approve {ShellWord(job)}"))}");
        }
    }

    /// <summary>What failed around the jobs, such as a registry, is the same for all of them and is said once.</summary>
    private object Cause(StepFinished failure) => failure.Outcome is StepOutcome.InfrastructureFailed failed
        ? (_steps.GetValueOrDefault((failure.Job, failure.Step))?.Name, failed.Reason)
        : (failure.Job, failure.Step);

    /// <param name="failures">All with one cause.</param>
    private void Write(TextWriter output, IReadOnlyList<StepFinished> failures)
    {
        var first = failures[0];
        if (!_steps.TryGetValue((first.Job, first.Step), out var step) || step.Log.Length == 0)
        {
            return;
        }

        var tail = Tail(step.Job, step.Log);
        var outcomes = failures.Select(failure => _said.Describe(failure.Job, failure.Outcome, tail)).ToList();
        output.WriteLine();
        output.WriteLine($"{string.Join(", ", failures.Select(failure => EventText.Name(failure.Job)))}: «{EventText.Step(step.Name)}» {outcomes[0]}");
        WriteLines(output, tail);
    }

    private IReadOnlyList<string> Tail(JobRef job, string log)
    {
        try
        {
            return LogReader.Tail(folder.PathOfLog(job, log), TailLines);
        }
        catch (IOException)
        {
            // The result is what counts; the log may have been removed.
            return [];
        }
    }

    private static void WriteLines(TextWriter output, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            output.WriteLine("  | " + line);
        }
    }

    private static string ShellWord(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/') ? text : $"'{TerminalText.OneLine(text).Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Mark(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Passed => "+",
        JobOutcome.NotRun => "-",
        _ => "x",
    };
}
