using Slipway.Model.Events;
using Slipway.Model.Terminals;
using Slipway.Model.Texts;

namespace Slipway.Cli.Views;

/// <summary>Events and outcomes as one clean line for people.</summary>
internal static class EventText
{
    /// <summary>Null for events that need no line of their own.</summary>
    public static string? Describe(RunEvent value) => LineOf(value) is { } line ? TerminalText.OneLine(line) : null;

    public static string Describe(JobOutcome outcome) => TerminalText.OneLine(LineOf(outcome));

    public static string Describe(StepOutcome outcome) => TerminalText.OneLine(LineOf(outcome));

    /// <summary>How it ended without the reason, for where that has been said.</summary>
    public static string Word(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Passed => "passed",
        JobOutcome.Failed => "failed",
        JobOutcome.TimedOut => "timed out",
        JobOutcome.Canceled => "canceled",
        JobOutcome.InfrastructureFailed => "infrastructure failure",
        JobOutcome.NotRun => "not run",
        _ => "unauthorized",
    };

    /// <inheritdoc cref="Word(JobOutcome)"/>
    public static string Word(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Passed => "passed",
        StepOutcome.Failed => "failed",
        StepOutcome.TimedOut => "timed out",
        StepOutcome.Canceled => "canceled",
        StepOutcome.InfrastructureFailed => "infrastructure failure",
        StepOutcome.Skipped => "skipped",
        StepOutcome.Halted => "halted the job",
        _ => "stopped with the job",
    };

    /// <summary>Null: it has none.</summary>
    public static string? ReasonOf(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Failed failed => failed.Reason,
        JobOutcome.TimedOut timedOut => timedOut.Reason,
        JobOutcome.InfrastructureFailed failed => failed.Reason,
        JobOutcome.NotRun notRun => notRun.Reason,
        JobOutcome.Unauthorized unauthorized => unauthorized.Reason,
        _ => null,
    };

    /// <inheritdoc cref="ReasonOf(JobOutcome)"/>
    public static string? ReasonOf(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Failed failed => failed.Reason,
        StepOutcome.TimedOut timedOut => timedOut.Reason,
        StepOutcome.InfrastructureFailed failed => failed.Reason,
        StepOutcome.Skipped skipped => skipped.Reason,
        _ => null,
    };

    private static string? LineOf(RunEvent value) => value switch
    {
        RunStarted started => $"Run {started.Run}: {started.Project} pipeline {started.PipelineNumber}{Ref(started)}",
        WorkflowStarted started => $"Workflow {started.Workflow}: {string.Join(", ", started.Jobs)}",
        ArtifactsStored stored => $"{Name(stored.Job)}: stored {CountText.Of(stored.Paths.Count, "artifact")}",
        TestResultsStored stored => $"{Name(stored.Job)}: {Tests(stored)}",
        ImagePushed pushed => $"{Name(pushed.Job)}: pushed {Image(pushed)}",
        ServiceLogged { ExitCode: { } code } ended => $"{Name(ended.Job)}: service {Service(ended)} ended before the job, exit code {code}",
        JobKept kept => $"{Name(kept.Job)}: kept; open a shell with slipway shell",
        JobFinished finished => $"{Name(finished.Job)}: {LineOf(finished.Outcome)} in {DurationText.Of(finished.Duration)}",
        ApprovalRequested requested => $"{requested.Job}: waits for approval (--approve {requested.Job})",
        ApprovalGiven given => $"{given.Job}: approved",
        PipelineContinued continued => $"The pipeline goes on with the config that workflow {continued.Workflow} gave",
        WorkflowRerun again => $"Workflow {again.Workflow}: rerun {again.Rerun} of {again.Most} from failed: {string.Join(", ", again.Failed)}",
        WorkflowFinished finished => $"Workflow {finished.Workflow}: {Describe(finished.Outcome)} in {DurationText.Of(finished.Duration)}",
        _ => null,
    };

    public static string Describe(RunOutcome outcome) => outcome switch
    {
        RunOutcome.Passed => "passed",
        RunOutcome.Failed => "failed",
        RunOutcome.Canceled => "canceled",
        RunOutcome.OnHold => "on hold: an approval was not given",
        RunOutcome.InvalidConfig => "failed: the config that the setup workflow gave is invalid",
        _ => "infrastructure failure",
    };

    private static string LineOf(JobOutcome outcome) => ReasonOf(outcome) is { } reason ? $"{Word(outcome)}: {reason}" : Word(outcome);

    private static string LineOf(StepOutcome outcome) => ReasonOf(outcome) is { } reason ? $"{Word(outcome)}: {reason}" : Word(outcome);

    public static string Image(ImagePushed pushed) => TerminalText.OneLine(pushed.Digest is { } digest ? $"{pushed.Image} ({digest})" : pushed.Image);

    /// <summary>Several services may have one image: a name tells them apart.</summary>
    public static string Service(ServiceLogged service) => TerminalText.OneLine(service.Name is { } name ? $"{name} ({service.Image})" : service.Image);

    public static string Name(JobRef job) => TerminalText.OneLine(job.Name());

    /// <summary>A step without a name is called like its command, which may be long.</summary>
    public static string Step(string name) => TerminalText.FirstLine(name);

    public static string Tests(TestResultsStored stored) =>
        $"{CountText.Of(stored.Tests, "test")}, {stored.Failed} failed{(stored.Skipped > 0 ? $", {stored.Skipped} skipped" : "")}";

    private static string Ref(RunStarted started) =>
        started.Tag is { } tag ? $", tag {tag}" : started.Branch is { } branch ? $", branch {branch}" : "";
}
