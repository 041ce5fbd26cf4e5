namespace Slipway.Model.Events;

/// <summary>
/// The texts of events that a job, an image or an engine has a say in. The names of jobs and workflows are none: they say what an event is about, and
/// are the config's.
/// </summary>
public static class EventTexts
{
    /// <summary>The same event with each of its texts put through <paramref name="text"/>.</summary>
    public static RunEvent Map(RunEvent value, Func<string, string> text) => value switch
    {
        RunStarted { Untrusted: { } reason } started => started with { Untrusted = text(reason) },
        StepStarted started => started with { Name = text(started.Name) },
        StepFinished finished => finished with { Outcome = Map(finished.Outcome, text) },
        ArtifactsStored stored => stored with { Paths = [.. stored.Paths.Select(text)] },
        ImagePushed pushed => pushed with { Image = text(pushed.Image), Digest = pushed.Digest is { } digest ? text(digest) : null },
        ServiceLogged logged => logged with { Image = text(logged.Image), Name = logged.Name is { } name ? text(name) : null },
        JobFinished finished => finished with { Outcome = Map(finished.Outcome, text) },
        _ => value,
    };

    private static StepOutcome Map(StepOutcome outcome, Func<string, string> text) => outcome switch
    {
        StepOutcome.Failed failed => failed with { Reason = text(failed.Reason) },
        StepOutcome.TimedOut timedOut => timedOut with { Reason = text(timedOut.Reason) },
        StepOutcome.InfrastructureFailed failed => failed with { Reason = text(failed.Reason) },
        StepOutcome.Skipped skipped => skipped with { Reason = text(skipped.Reason) },
        _ => outcome,
    };

    private static JobOutcome Map(JobOutcome outcome, Func<string, string> text) => outcome switch
    {
        JobOutcome.Failed failed => failed with { Reason = text(failed.Reason) },
        JobOutcome.TimedOut timedOut => timedOut with { Reason = text(timedOut.Reason) },
        JobOutcome.InfrastructureFailed failed => failed with { Reason = text(failed.Reason) },
        JobOutcome.NotRun notRun => notRun with { Reason = text(notRun.Reason) },
        JobOutcome.Unauthorized unauthorized => unauthorized with { Reason = text(unauthorized.Reason) },
        _ => outcome,
    };
}
