using System.Globalization;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Server.Pipelines;
using Slipway.Server.Queue;
using Slipway.Server.Secrets;
using Slipway.Server.Storage;
using Slipway.Workflows.Graphs;

namespace Slipway.Server.Runners;

/// <summary>Makes of a node that a runner has got all that the runner needs to know.</summary>
public static class AssignmentMaker
{
    /// <param name="access">What the node is of.</param>
    /// <param name="address">Where the runner reaches the server.</param>
    /// <param name="token">Of the job.</param>
    public static async Task<Assignment> MakeAsync(SqlSession session, SecretSeal seal, JobAccess access, string address, string token)
    {
        var (node, job, workflow, pipeline, project) = access;
        var whole = await PipelineTable.PlanAsync(session, pipeline.Id);
        var plan = whole.Workflows.First(known => known.Name == workflow.Name);
        var jobPlan = plan.Jobs.First(known => known.Name == job.Name);
        var url = $"{address}/{project.Slug}.git";
        return new Assignment
        {
            Plan = jobPlan,
            Job = new JobRef(workflow.Name, job.Name, node.Node, jobPlan.Parallelism > 1 ? jobPlan.Parallelism : null),
            Attempt = workflow.Attempt,
            Numbers = new JobNumbers((int)(job.Build ?? 0), workflow.Id, workflow.Workspace, job.Id),
            Run = new RunFacts
            {
                RunId = node.Id.ToString(CultureInfo.InvariantCulture),
                PipelineNumber = (int)pipeline.Number,
                PipelineId = pipeline.Id,
                Project = new ProjectFacts(project.Key, project.Id, project.Slug.Owner, project.Slug.Name, url, "/"),
                Branch = pipeline.Branch,
                Tag = pipeline.Tag,
                Revision = pipeline.Revision,
                User = pipeline.Actor,
                Config = ".circleci/config.yml",
                Trust = TrustScope.Trusted,
            },
            Source = new JobSource.Served(url, pipeline.Revision),
            Variables = await JobSecrets.OpenAsync(session, seal, access, jobPlan.Contexts, token),
            Upstream = WorkflowGraph.Of(plan).UpstreamOf(job.Name),
            Choices = new JobChoices { ExtraHosts = [], Untrusted = new UntrustedGrants() },
            Limits = new StorageLimits(),
            Server = new ServerAccess(address, token),
            // What is checked by the job is of the job: no other needs to know the key.
            Continuation = whole.IsSetup ? new ContinuationOffer(Guid.NewGuid().ToString("N"), [.. JsonNames.Of(pipeline.Parameters)]) : null,
        };
    }
}
