using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Model.Plans;
using Slipway.Server.Driving;
using Slipway.Server.Intake;
using Slipway.Server.Pipelines;
using Slipway.Server.Queue;
using Slipway.Server.Requests;
using Slipway.Server.Signals;
using Slipway.Server.Storage;
using Slipway.Workflows.Pipelines;

namespace Slipway.Server.Api;

/// <summary>What people do to pipelines by API v2: start, approve, cancel, run again.</summary>
/// <remarks>https://circleci.com/docs/api/v2/.</remarks>
public sealed class ActionRoutes(IDatabase database, PushIntake intake, PipelineDriver driver, PipelineSignals signals)
{
    private const string Version = "/api/v2/";

    public IEnumerable<Route> All =>
    [
        .. ProjectLookup.Routes("POST", Version + "project/", "/pipeline", RoutePolicy.WriteToken, TriggerAsync),
        .. ProjectLookup.Routes("POST", Version + "project/", "/job/{build:long}/cancel", RoutePolicy.WriteToken, CancelJobAsync),
        new("POST", Version + "workflow/{id}/cancel", RoutePolicy.WriteToken, CancelAsync),
        new("POST", Version + "workflow/{id}/rerun", RoutePolicy.WriteToken, RerunAsync),
        new("POST", Version + "workflow/{id}/approve/{approval}", RoutePolicy.WriteToken, ApproveAsync),
    ];

    private async Task TriggerAsync(Call call)
    {
        var asked = await call.ReadAsync(ActionJson.Default.TriggerRequest);
        var project = await database.ReadAsync(session => ProjectLookup.FindAsync(session, call), call.Aborted);
        var reference = asked switch
        {
            { Branch: not null, Tag: not null } => throw RequestException.Bad("branch and tag exclude each other"),
            { Tag: { } tag } => "refs/tags/" + tag,
            { Branch: var branch } => "refs/heads/" + (branch ?? "main"),
        };
        RequireParameters(asked.Parameters);
        var pipeline = await intake.TriggerAsync(project, reference, JsonSerializer.Serialize(asked.Parameters, ActionJson.Default.IReadOnlyDictionaryStringJsonElement), call.Actor, call.Aborted)
            ?? throw RequestException.Bad($"There is no {(asked.Tag is null ? "branch" : "tag")} {asked.Tag ?? asked.Branch ?? "main"}");
        await call.AnswerAsync(new TriggerAnswer(pipeline.Id, "pending", pipeline.Number, ApiTexts.Time(pipeline.CreatedAt)), ActionJson.Default.TriggerAnswer, StatusCodes.Status201Created);
    }

    private async Task CancelAsync(Call call)
    {
        await database.WriteAsync(
            async session =>
            {
                var workflow = await FindAsync(session, call);
                await RequireNewestAsync(session, workflow);
                await driver.ApplyAsync(session, workflow.Pipeline, new PipelineInput.CancelAsked(workflow.Name));
            },
            call.Aborted);
        await AcceptAsync(call);
    }

    private async Task RerunAsync(Call call)
    {
        var asked = call.Http.Request.ContentLength is 0 or null ? new RerunRequest() : await call.ReadAsync(ActionJson.Default.RerunRequest);
        if (asked.EnableSsh == true || asked.Jobs is { Count: > 0 } || asked.SparseTree == true)
        {
            throw RequestException.Bad("enable_ssh, jobs and sparse_tree are not supported: a workflow is run again from failed or from its start");
        }

        var again = await database.WriteAsync(
            async session =>
            {
                var workflow = await FindAsync(session, call);
                await RequireNewestAsync(session, workflow);
                await driver.ApplyAsync(session, workflow.Pipeline, new PipelineInput.RerunAsked(workflow.Name, asked.FromFailed != true));
                return (await WorkflowTable.ListAsync(session, workflow.Pipeline)).Where(other => other.Name == workflow.Name).MaxBy(other => other.Attempt) is { } newest && newest.Id != workflow.Id
                    ? newest
                    : throw RequestException.Bad(workflow.EndedAt is null ? "The workflow has not ended" : "Nothing of the workflow failed: there is nothing to run again");
            },
            call.Aborted);
        signals.AnnounceAll();
        await call.AnswerAsync(new RerunAnswer(again.Id), ActionJson.Default.RerunAnswer, StatusCodes.Status202Accepted);
    }

    private async Task ApproveAsync(Call call)
    {
        await database.WriteAsync(
            async session =>
            {
                var workflow = await FindAsync(session, call);
                var job = Guid.TryParse(call.Value("approval"), out var id) ? await WorkflowJobTable.FindAsync(session, id) : null;
                if (job is not { Kind: JobKind.Approval } || job.Workflow != workflow.Id)
                {
                    throw RequestException.NotFound("Approval");
                }

                if (job.Status != JobStatus.OnHold)
                {
                    throw RequestException.Bad("The job does not wait for an approval");
                }

                await driver.ApplyAsync(session, workflow.Pipeline, new PipelineInput.ApprovalGiven(new JobAttempt(workflow.Name, job.Name, workflow.Attempt), call.Actor));
            },
            call.Aborted);
        await AcceptAsync(call);
    }

    private async Task CancelJobAsync(Call call)
    {
        await database.WriteAsync(
            async session =>
            {
                var project = await ProjectLookup.FindAsync(session, call);
                var job = await WorkflowJobTable.FindAsync(session, project.Id, BuildRoutes.Number(call, "build")) ?? throw RequestException.NotFound("Job");
                var access = await JobAccess.OfAsync(session, (await AssignmentTable.ListAsync(session, job.Id))[0]);
                await driver.ApplyAsync(session, access.Pipeline.Id, new PipelineInput.JobCancelAsked(new JobAttempt(access.Workflow.Name, job.Name, access.Workflow.Attempt)));
            },
            call.Aborted);
        await AcceptAsync(call);
    }

    private Task AcceptAsync(Call call)
    {
        signals.AnnounceAll();
        return call.AnswerAsync(new ErrorMessage("Accepted."), ErrorJson.Default.ErrorMessage, StatusCodes.Status202Accepted);
    }

    private static void RequireParameters(IReadOnlyDictionary<string, JsonElement> parameters)
    {
        if (parameters.Values.Any(value => value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)))
        {
            throw RequestException.Bad("Parameters are texts, numbers and booleans");
        }
    }

    private static async Task<WorkflowRecord> FindAsync(SqlSession session, Call call) => await WorkflowTable.FindAsync(session, PipelineRoutes.IdOf(call, "Workflow")) ?? throw RequestException.NotFound("Workflow");

    private static async Task RequireNewestAsync(SqlSession session, WorkflowRecord workflow)
    {
        if ((await WorkflowTable.ListAsync(session, workflow.Pipeline)).Any(other => other.Name == workflow.Name && other.Attempt > workflow.Attempt))
        {
            throw RequestException.Bad("The workflow was run again meanwhile: name its newest run");
        }
    }
}
