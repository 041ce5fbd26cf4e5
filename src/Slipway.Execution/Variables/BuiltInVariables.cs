using System.Globalization;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Variables;

/// <summary>The CIRCLE_… variables that have a meaning on one's own machine.</summary>
/// <remarks>https://circleci.com/docs/reference/variables/#built-in-environment-variables.</remarks>
public static class BuiltInVariables
{
    public static Dictionary<string, string> For(RunFacts run, JobPlan plan, JobRef job, JobNumbers numbers)
    {
        var number = numbers.Build.ToString(CultureInfo.InvariantCulture);
        var variables = new Dictionary<string, string?>
        {
            ["CI"] = "true",
            ["CIRCLECI"] = "true",
            ["CIRCLE_BRANCH"] = run.Tag is null ? run.Branch : null,
            ["CIRCLE_TAG"] = run.Tag,
            ["CIRCLE_SHA1"] = run.Revision,
            ["CIRCLE_BUILD_NUM"] = number,
            ["CIRCLE_PREVIOUS_BUILD_NUM"] = numbers.Build > 1 ? (numbers.Build - 1).ToString(CultureInfo.InvariantCulture) : null,
            ["CIRCLE_BUILD_URL"] = $"slipway://run/{run.RunId}/{Uri.EscapeDataString(job.Job)}/{job.Node}",
            ["CIRCLE_JOB"] = plan.Name,
            ["CIRCLE_NODE_INDEX"] = job.Node.ToString(CultureInfo.InvariantCulture),
            ["CIRCLE_NODE_TOTAL"] = plan.Parallelism.ToString(CultureInfo.InvariantCulture),
            ["CIRCLE_PIPELINE_ID"] = run.PipelineId.ToString(),
            ["CIRCLE_WORKFLOW_ID"] = numbers.Workflow.ToString(),
            ["CIRCLE_WORKFLOW_WORKSPACE_ID"] = numbers.Workspace.ToString(),
            ["CIRCLE_WORKFLOW_JOB_ID"] = numbers.Job.ToString(),
            ["CIRCLE_PROJECT_ID"] = run.Project.Id.ToString(),
            ["CIRCLE_ORGANIZATION_ID"] = StableId.For(run.Project.Owner).ToString(),
            ["CIRCLE_PROJECT_USERNAME"] = run.Project.Owner,
            ["CIRCLE_PROJECT_REPONAME"] = run.Project.Name,
            ["CIRCLE_REPOSITORY_URL"] = run.Project.Url,
            ["CIRCLE_USERNAME"] = run.User,
            ["CIRCLE_WORKING_DIRECTORY"] = plan.WorkingDirectory,
            // Steps have a terminal that nobody sits at: a pager would wait there for ever.
            ["GIT_PAGER"] = "cat",
            ["PAGER"] = "cat",
            // For the same reason: progress that paints over itself cannot be read in a log.
            ["BUILDKIT_PROGRESS"] = "plain",
            ["COMPOSE_PROGRESS"] = "plain",
        };
        return variables.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!);
    }
}
