using System.Globalization;
using Slipway.Model.Events;
using Slipway.Server.Pipelines;
using Slipway.Server.Queue;

namespace Slipway.Server.Api;

/// <summary>A job's page in the shape of API v1.1, out of what the database knows and what the journals of its nodes say.</summary>
internal static class BuildPage
{
    /// <param name="access">The job, by one of its nodes.</param>
    /// <param name="journals">What happened in each of its nodes.</param>
    public static ApiBuild Of(JobAccess access, IReadOnlyList<(QueuedNode Node, IReadOnlyList<RunEvent> Events)> journals, string address, SignedLinks links)
    {
        var (_, job, workflow, pipeline, project) = access;
        return new ApiBuild
        {
            BuildNum = job.Build ?? 0,
            Status = ApiTexts.StatusOf(job),
            Lifecycle = job.Status switch
            {
                JobStatus.Ended when job.Outcome is JobOutcome.NotRun or JobOutcome.Unauthorized => "not_run",
                JobStatus.Ended => "finished",
                JobStatus.Running => "running",
                _ => "queued",
            },
            Outcome = job.Outcome is { } outcome ? ApiTexts.Of(outcome) : null,
            VcsRevision = pipeline.Revision,
            Branch = pipeline.Branch,
            VcsTag = pipeline.Tag,
            VcsUrl = ApiShapes.UrlOf(project, address),
            Subject = pipeline.Subject,
            Username = project.Slug.Owner,
            Reponame = project.Slug.Name,
            QueuedAt = ApiTexts.Time(access.Node.QueuedAt),
            StartTime = ApiTexts.Time(job.StartedAt),
            StopTime = ApiTexts.Time(job.EndedAt),
            BuildTimeMillis = job.EndedAt is { } end && job.StartedAt is { } start ? (long)(end - start).TotalMilliseconds : null,
            BuildUrl = $"{address}/pipelines/{pipeline.Id}",
            HasArtifacts = journals.Any(journal => journal.Events.Any(happened => happened is ArtifactsStored)),
            Parallel = journals.Count,
            User = new ApiBuildUser(true, pipeline.Actor, pipeline.Actor, null),
            Workflows = new ApiBuildWorkflow(workflow.Id, workflow.Name, job.Name, job.Id, workflow.Workspace),
            Steps = Steps(journals, address, links),
        };
    }

    /// <summary>The log of a step; null: there is no such step, or it has none.</summary>
    public static string? LogOf(IReadOnlyList<RunEvent> events, int step) => events.OfType<StepStarted>().FirstOrDefault(started => started.Step == step) is { Log.Length: > 0 } found ? found.Log : null;

    private static IReadOnlyList<ApiStep> Steps(IReadOnlyList<(QueuedNode Node, IReadOnlyList<RunEvent> Events)> journals, string address, SignedLinks links) =>
    [
        .. journals.SelectMany(journal => Actions(journal.Node, journal.Events, address, links)).GroupBy(action => (action.Step, action.Name)).OrderBy(step => step.Key.Step)
            .Select(step => new ApiStep(step.Key.Name, [.. step.OrderBy(action => action.Index)])),
    ];

    private static IEnumerable<ApiAction> Actions(QueuedNode node, IReadOnlyList<RunEvent> events, string address, SignedLinks links)
    {
        var ends = events.OfType<StepFinished>().GroupBy(end => end.Step).ToDictionary(end => end.Key, end => end.Last());
        foreach (var started in events.OfType<StepStarted>())
        {
            var end = ends.GetValueOrDefault(started.Step);
            yield return new ApiAction
            {
                Index = node.Node,
                Step = started.Step,
                Name = started.Name,
                Status = end is null ? "running" : StatusOf(end.Outcome),
                Failed = end is null ? null : end.Outcome is StepOutcome.Failed or StepOutcome.TimedOut or StepOutcome.InfrastructureFailed,
                ExitCode = end?.Outcome switch
                {
                    StepOutcome.Passed => 0,
                    StepOutcome.Failed failed => failed.ExitCode,
                    _ => null,
                },
                StartTime = ApiTexts.Time(started.Time),
                EndTime = ApiTexts.Time(end?.Time),
                RunTimeMillis = end is null ? null : (long)end.Duration.TotalMilliseconds,
                HasOutput = started.Log.Length > 0,
                OutputUrl = started.Log.Length > 0 ? address + links.Sign(string.Create(CultureInfo.InvariantCulture, $"/output/{node.Id}/{started.Step}")) : null,
            };
        }
    }

    private static string StatusOf(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Failed => "failed",
        StepOutcome.TimedOut => "timedout",
        StepOutcome.Canceled => "canceled",
        StepOutcome.InfrastructureFailed => "infrastructure_fail",
        StepOutcome.Skipped => "not_run",
        _ => "success",
    };
}
