using System.Text.Json.Serialization;

namespace Slipway.Model.Events;

/// <summary>Something that happened in a run: one line of its event log.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RunStarted), "run_started")]
[JsonDerivedType(typeof(WorkflowStarted), "workflow_started")]
[JsonDerivedType(typeof(JobStarted), "job_started")]
[JsonDerivedType(typeof(StepStarted), "step_started")]
[JsonDerivedType(typeof(StepOutput), "step_output")]
[JsonDerivedType(typeof(StepFinished), "step_finished")]
[JsonDerivedType(typeof(ArtifactsStored), "artifacts_stored")]
[JsonDerivedType(typeof(TestResultsStored), "test_results_stored")]
[JsonDerivedType(typeof(ImagePushed), "image_pushed")]
[JsonDerivedType(typeof(ServiceLogged), "service_logged")]
[JsonDerivedType(typeof(JobFinished), "job_finished")]
[JsonDerivedType(typeof(JobKept), "job_kept")]
[JsonDerivedType(typeof(ApprovalRequested), "approval_requested")]
[JsonDerivedType(typeof(ApprovalGiven), "approval_given")]
[JsonDerivedType(typeof(PipelineContinued), "pipeline_continued")]
[JsonDerivedType(typeof(WorkflowRerun), "workflow_rerun")]
[JsonDerivedType(typeof(WorkflowFinished), "workflow_finished")]
[JsonDerivedType(typeof(RunFinished), "run_finished")]
[JsonDerivedType(typeof(JournalOpened), "journal_opened")]
[JsonDerivedType(typeof(LogWritten), "log_written")]
[JsonDerivedType(typeof(LogEnded), "log_ended")]
[JsonDerivedType(typeof(ArtifactWritten), "artifact_written")]
[JsonDerivedType(typeof(ArtifactEnded), "artifact_ended")]
[JsonDerivedType(typeof(TestsReported), "tests_reported")]
public abstract record RunEvent
{
    private protected RunEvent()
    {
    }

    /// <summary>When it happened, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }
}
