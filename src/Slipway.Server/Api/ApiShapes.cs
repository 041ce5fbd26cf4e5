using Slipway.Model.Plans;
using Slipway.Server.Pipelines;
using Slipway.Server.Projects;

namespace Slipway.Server.Api;

/// <summary>What the server knows in the shapes of API v2.</summary>
internal static class ApiShapes
{
    public static ApiProject Of(Project project, string branch, string address)
    {
        var slug = project.Slug;
        return new ApiProject(slug.ToString(), slug.Name, project.Id, slug.Owner, $"{slug.Host}/{slug.Owner}", project.OwnerId, new ApiVcs(UrlOf(project, address), "Slipway", branch));
    }

    public static ApiPipeline Of(PipelineRecord pipeline, Project project, string address) => new()
    {
        Id = pipeline.Id,
        ProjectSlug = project.Slug.ToString(),
        Number = pipeline.Number,
        State = ApiTexts.Of(pipeline.Stage),
        CreatedAt = ApiTexts.Time(pipeline.CreatedAt),
        UpdatedAt = ApiTexts.Time(pipeline.UpdatedAt),
        Errors = [.. pipeline.Problems.Where(problem => problem.IsError).Select(problem => new ApiProblem(ApiTexts.Of(problem.Kind), problem.Diagnostic is { Span: var span } ? $"{span.File}:{span.Start.Line}:{span.Start.Column}: {problem.Message}" : problem.Message))],
        Trigger = new ApiTrigger(pipeline.Trigger == "push" ? "webhook" : pipeline.Trigger, ApiTexts.Time(pipeline.CreatedAt), new ApiActor(pipeline.Actor, null)),
        Vcs = new ApiPipelineVcs("Slipway", UrlOf(project, address), UrlOf(project, address), pipeline.Revision, pipeline.Branch, pipeline.Tag, new ApiCommit(pipeline.Subject, "")),
    };

    public static ApiWorkflow Of(WorkflowRecord workflow, PipelineRecord pipeline, Project project) => new()
    {
        Id = workflow.Id,
        Name = workflow.Name,
        PipelineId = pipeline.Id,
        PipelineNumber = pipeline.Number,
        ProjectSlug = project.Slug.ToString(),
        Status = ApiTexts.Of(workflow.Status),
        StartedBy = pipeline.Actor,
        CreatedAt = ApiTexts.Time(workflow.StartedAt),
        StoppedAt = ApiTexts.Time(workflow.EndedAt),
    };

    public static ApiJob Of(JobRecord job, Project project, IReadOnlyList<Guid> dependencies) => new()
    {
        Id = job.Id,
        Name = job.Name,
        Type = ApiTexts.TypeOf(job.Kind),
        Status = ApiTexts.StatusOf(job),
        ProjectSlug = project.Slug.ToString(),
        JobNumber = job.Build,
        StartedAt = ApiTexts.Time(job.StartedAt),
        StoppedAt = ApiTexts.Time(job.EndedAt),
        ApprovalRequestId = job.Kind == JobKind.Approval ? job.Id : null,
        ApprovedBy = job.ApprovedBy,
        Dependencies = dependencies,
    };

    public static string UrlOf(Project project, string address) => $"{address}/{project.Slug}.git";
}
