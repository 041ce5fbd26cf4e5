using System.Globalization;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Server.Compilation;
using Slipway.Server.Pipelines;
using Slipway.Workflows.Pipelines;

namespace Slipway.Server.Api;

/// <summary>CircleCI's words for what the server knows.</summary>
/// <remarks>https://circleci.com/docs/api/v2/.</remarks>
internal static class ApiTexts
{
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string? Time(DateTimeOffset? time) => time is { } known ? Time(known) : null;

    public static string Of(PipelineStage stage) => stage switch
    {
        PipelineStage.Pending => "pending",
        PipelineStage.Errored => "errored",
        PipelineStage.Continuing => "setup",
        _ => "created",
    };

    public static string Of(ProblemKind kind) => kind switch
    {
        ProblemKind.Config => "config",
        ProblemKind.ConfigFetch => "config-fetch",
        ProblemKind.Timeout => "timeout",
        _ => "other",
    };

    public static string Of(WorkflowStatus status) => status switch
    {
        WorkflowStatus.OnHold => "on_hold",
        WorkflowStatus.Queued => "running",
        _ => status.ToString().ToLowerInvariant(),
    };

    public static string StatusOf(JobRecord job) => job switch
    {
        { Status: JobStatus.Blocked } => "blocked",
        { Status: JobStatus.OnHold } => "on_hold",
        { Status: JobStatus.Queued or JobStatus.Waiting } => "queued",
        { Status: JobStatus.Running } => "running",
        _ => Of(job.Outcome!),
    };

    public static string Of(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Passed => "success",
        JobOutcome.Failed => "failed",
        JobOutcome.TimedOut => "timedout",
        JobOutcome.Canceled => "canceled",
        JobOutcome.InfrastructureFailed => "infrastructure_fail",
        JobOutcome.Unauthorized => "unauthorized",
        _ => "not_run",
    };

    public static string TypeOf(JobKind kind) => kind switch
    {
        JobKind.Approval => "approval",
        JobKind.Build => "build",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
