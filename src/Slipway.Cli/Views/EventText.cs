using System.Globalization;
using Slipway.Model.Events;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Views;

/// <summary>Events and outcomes as one clean line for people.</summary>
internal static class EventText
{
    /// <summary>Null for events that need no line of their own.</summary>
    public static string? Describe(RunEvent value) => LineOf(value) is { } line ? TerminalText.OneLine(line) : null;

    public static string Describe(JobOutcome outcome) => TerminalText.OneLine(LineOf(outcome));

    public static string Describe(StepOutcome outcome) => TerminalText.OneLine(LineOf(outcome));

    private static string? LineOf(RunEvent value) => value switch
    {
        RunStarted started => $"Run {started.Run}: {started.Project} pipeline {started.PipelineNumber}{Ref(started)}",
        WorkflowStarted started => $"Workflow {started.Workflow}: {string.Join(", ", started.Jobs)}",
        ArtifactsStored stored => $"{Name(stored.Job)}: stored {Count(stored.Paths.Count, "artifact")}",
        TestResultsStored stored => $"{Name(stored.Job)}: {Tests(stored)}",
        ImagePushed pushed => $"{Name(pushed.Job)}: pushed {Image(pushed)}",
        ServiceLogged { ExitCode: { } code } ended => $"{Name(ended.Job)}: service {Service(ended)} ended before the job, exit code {code}",
        JobKept kept => $"{Name(kept.Job)}: kept; open a shell with slipway shell",
        JobFinished finished => $"{Name(finished.Job)}: {LineOf(finished.Outcome)} in {Time(finished.Duration)}",
        ApprovalRequested requested => $"{requested.Job}: waits for approval (--approve {requested.Job})",
        ApprovalGiven given => $"{given.Job}: approved",
        PipelineContinued continued => $"The pipeline goes on with the config that workflow {continued.Workflow} gave",
        WorkflowRerun again => $"Workflow {again.Workflow}: rerun {again.Rerun} of {again.Most} from failed: {string.Join(", ", again.Failed)}",
        WorkflowFinished finished => $"Workflow {finished.Workflow}: {Describe(finished.Outcome)} in {Time(finished.Duration)}",
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

    private static string LineOf(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Passed => "passed",
        JobOutcome.Failed failed => $"failed: {failed.Reason}",
        JobOutcome.TimedOut timedOut => $"timed out: {timedOut.Reason}",
        JobOutcome.Canceled => "canceled",
        JobOutcome.InfrastructureFailed failed => $"infrastructure failure: {failed.Reason}",
        JobOutcome.NotRun notRun => $"not run: {notRun.Reason}",
        JobOutcome.Unauthorized unauthorized => $"unauthorized: {unauthorized.Reason}",
        _ => outcome.ToString(),
    };

    private static string LineOf(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Passed => "passed",
        StepOutcome.Failed failed => $"failed: {failed.Reason}",
        StepOutcome.TimedOut timedOut => $"timed out: {timedOut.Reason}",
        StepOutcome.Canceled => "canceled",
        StepOutcome.InfrastructureFailed failed => $"infrastructure failure: {failed.Reason}",
        StepOutcome.Skipped skipped => $"skipped: {skipped.Reason}",
        StepOutcome.Halted => "halted the job",
        StepOutcome.Stopped => "stopped with the job",
        _ => outcome.ToString(),
    };

    public static string Image(ImagePushed pushed) => TerminalText.OneLine(pushed.Digest is { } digest ? $"{pushed.Image} ({digest})" : pushed.Image);

    /// <summary>Several services may have one image: a name tells them apart.</summary>
    public static string Service(ServiceLogged service) => TerminalText.OneLine(service.Name is { } name ? $"{name} ({service.Image})" : service.Image);

    public static string Name(JobRef job) => TerminalText.OneLine(job.Node == 0 ? job.Job : $"{job.Job}/{job.Node}");

    /// <summary>A step without a name is called like its command, which may be long.</summary>
    public static string Step(string name) => TerminalText.FirstLine(name);

    public static string Tests(TestResultsStored stored) =>
        $"{Count(stored.Tests, "test")}, {stored.Failed} failed{(stored.Skipped > 0 ? $", {stored.Skipped} skipped" : "")}";

    public static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    public static string Time(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 10 } => duration.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) + " s",
        { TotalMinutes: < 1 } => duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        { TotalHours: < 1 } => $"{duration.Minutes} min {duration.Seconds} s",
        _ => $"{(int)duration.TotalHours} h {duration.Minutes} min",
    };

    private static string Ref(RunStarted started) =>
        started.Tag is { } tag ? $", tag {tag}" : started.Branch is { } branch ? $", branch {branch}" : "";
}
