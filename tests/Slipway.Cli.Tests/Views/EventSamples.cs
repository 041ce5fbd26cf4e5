using Slipway.Model.Events;

namespace Slipway.Cli.Tests.Views;

/// <summary>One event of each kind, and of each outcome, with texts that its maker chooses.</summary>
internal static class EventSamples
{
    /// <param name="name">Makes the names of jobs and workflows, which are the config's.</param>
    /// <param name="said">Makes the texts that a job, an image or an engine has a say in.</param>
    public static IReadOnlyList<RunEvent> All(Func<string, string> name, Func<string, string> said)
    {
        var (time, workflow) = (new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), name("workflow"));
        var job = new JobRef(workflow, name("job"), 1, 2);
        return
        [
            new RunStarted { Time = time, Run = "7", Project = "owner/name", PipelineNumber = 7, Branch = "main", Tag = null, Revision = "abc", TrustScope = "pull-1", Untrusted = said("untrusted"), Config = "config.yml", RerunOf = "6" },
            new WorkflowStarted(workflow, "id", "workspace", [job.Job]) { Time = time },
            new JobStarted(job, 9, 2) { Time = time },
            new StepStarted(job, 1, said("step"), "001-step") { Time = time },
            .. StepOutcomes(said).Select(outcome => new StepFinished(job, 1, outcome, TimeSpan.FromSeconds(2.5)) { Time = time }),
            new ArtifactsStored(job, [said("one"), said("two")]) { Time = time },
            new TestResultsStored(job, 3, 1, 1) { Time = time },
            new ImagePushed(job, said("image"), said("digest")) { Time = time },
            new ImagePushed(job, said("other")) { Time = time },
            new ServiceLogged(job, said("service"), "002-service", 3, said("db")) { Time = time },
            new ServiceLogged(job, said("service"), "003-service") { Time = time },
            .. JobOutcomes(said).Select(outcome => new JobFinished(job, outcome, TimeSpan.FromMinutes(3)) { Time = time }),
            new JobKept(job, "container") { Time = time },
            new ApprovalRequested(workflow, job.Job) { Time = time },
            new ApprovalGiven(workflow, job.Job) { Time = time },
            new ApprovalRequested(workflow, name("hold")) { Time = time },
            new PipelineContinued(workflow) { Time = time },
            new WorkflowRerun(workflow, 1, 3, [job.Job]) { Time = time },
            .. Enum.GetValues<RunOutcome>().Select(outcome => new WorkflowFinished(workflow, outcome, TimeSpan.FromHours(1)) { Time = time }),
            .. Enum.GetValues<RunOutcome>().Select(outcome => new RunFinished(outcome, TimeSpan.FromHours(1)) { Time = time }),
        ];
    }

    /// <summary>Those that are lines of a journal alone, or are shown as they come. What they hold is masked and clean before they are made.</summary>
    public static IReadOnlyList<RunEvent> OfJournals(string text)
    {
        var (time, job) = (DateTimeOffset.UnixEpoch, new JobRef("main", "job"));
        return
        [
            new StepOutput(job, 1, text) { Time = time },
            new JournalOpened { Time = time },
            new LogWritten(job, 1, "001-step", new byte[] { 0, 0xFF, 10 }) { Time = time },
            new LogEnded(job, "001-step") { Time = time },
            new ArtifactWritten(job, "a/b", new byte[] { 1, 2, 3 }) { Time = time },
            new ArtifactEnded(job, "a/b", IsWhole: false) { Time = time },
            new TestsReported(job, 9, [new TestCase(text, text, null, 0.5, "failure", text)]) { Time = time },
        ];
    }

    private static StepOutcome[] StepOutcomes(Func<string, string> said) =>
    [
        new StepOutcome.Passed(),
        new StepOutcome.Failed(4, said("failed")) { JobGoesOn = true },
        new StepOutcome.Failed(null, said("failed")),
        new StepOutcome.TimedOut(said("slow")),
        new StepOutcome.Canceled(),
        new StepOutcome.InfrastructureFailed(said("broken")),
        new StepOutcome.Skipped(said("skipped")),
        new StepOutcome.Halted(),
        new StepOutcome.Stopped(),
    ];

    private static JobOutcome[] JobOutcomes(Func<string, string> said) =>
    [
        new JobOutcome.Passed(),
        new JobOutcome.Failed(said("failed")),
        new JobOutcome.TimedOut(said("slow")),
        new JobOutcome.Canceled(),
        new JobOutcome.InfrastructureFailed(said("broken")),
        new JobOutcome.NotRun(said("not run")),
        new JobOutcome.Unauthorized(said("unauthorized")),
    ];
}
