using System.CommandLine;
using Slipway.Config.PipelineValues;
using Slipway.Config.Selection;
using Slipway.Model.Plans;

namespace Slipway.Cli.Running;

/// <summary>Which plan a run has: selected by the push or by name, without the jobs that cannot run here.</summary>
internal static class PlanChoice
{
    /// <exception cref="UsageException">There is no such workflow or job, or nothing is left to run.</exception>
    public static Plan Select(RunOptions options, ParseResult result, Plan plan, GitFacts git, TextWriter error)
    {
        var job = result.GetValue(options.Job);
        var workflow = result.GetValue(options.Workflow);
        var chosen = workflow is null ? plan : Named(NameSelector.Workflow(plan, workflow), "workflow", workflow);
        if (job is not null)
        {
            chosen = Named(NameSelector.Job(chosen, job, result.GetValue(options.WithUpstreams)), "job", job);
        }
        else if (workflow is null)
        {
            chosen = SelectForPush(chosen, git, error);
        }

        return WithoutUnsupported(chosen, result.GetValue(options.SkipUnsupported), error);
    }

    private static Plan SelectForPush(Plan plan, GitFacts git, TextWriter error)
    {
        var selection = PlanSelector.ForPush(plan, new PushedRef(git.Branch, git.Tag));
        if (selection.Plan.Workflows.Count == 0)
        {
            var reasons = selection.LeftOut.Select(left => $"{left.Job ?? left.Workflow}: {left.Explanation}");
            throw new UsageException($"There is nothing to run. {string.Join("; ", reasons)}");
        }

        foreach (var left in selection.LeftOut)
        {
            error.WriteLine($"left out: {left.Workflow}{(left.Job is null ? "" : $"/{left.Job}")}: {left.Explanation}");
        }

        return selection.Plan;
    }

    private static Plan WithoutUnsupported(Plan plan, bool skip, TextWriter error)
    {
        var unsupported = plan.Workflows
            .SelectMany(workflow => workflow.Jobs.Where(job => WhyUnsupported(job) is not null).Select(job => (Workflow: workflow.Name, Job: job)))
            .ToList();
        foreach (var (workflow, job) in unsupported)
        {
            error.WriteLine($"{(skip ? "skipped" : "cannot run here")}: {workflow}/{job.Name}: {WhyUnsupported(job)}");
        }

        return unsupported.Count == 0 || skip
            ? plan
            : throw new UsageException($"{EventText.Count(unsupported.Count, "job")} cannot run on this machine; --skip-unsupported runs the rest");
    }

    private static string? WhyUnsupported(JobPlan job) => job switch
    {
        { Kind: not JobKind.Build } => null,
        { ResourceClass: { } name } when name.Contains("windows", StringComparison.OrdinalIgnoreCase) => "Windows needs a Windows machine",
        { Executor: ExecutorPlan.Macos } => "the macos executor needs a Mac",
        { Executor: ExecutorPlan.Machine } => "the machine executor is not there yet; the docker executor with setup_remote_docker is",
        { Executor: ExecutorPlan.Docker } => null,
        _ => "it has no executor",
    };

    private static Plan Named(NamedChoice choice, string kind, string name) => choice switch
    {
        NamedChoice.Chosen chosen => chosen.Plan,
        NamedChoice.Ambiguous ambiguous => throw new UsageException(
            $"There is a {kind} {name} in workflows {string.Join(", ", ambiguous.Workflows)}; name one as {ambiguous.Workflows[0]}/{name}"),
        NamedChoice.Unknown unknown => throw new UsageException($"There is no {kind} {name}; there are {string.Join(", ", unknown.Known)}"),
        _ => throw new InvalidOperationException($"{choice} is no choice."),
    };
}
