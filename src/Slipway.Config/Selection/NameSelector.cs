using Slipway.Model.Plans;

namespace Slipway.Config.Selection;

/// <summary>Takes one workflow or job from a plan by its name. Whether its filters let it run is another question, which <see cref="PlanSelector.ForName"/> answers.</summary>
public static class NameSelector
{
    public static NamedChoice Workflow(Plan plan, string name)
    {
        var found = plan.Workflows.Where(workflow => workflow.Name == name).ToList();
        return found.Count == 0
            ? new NamedChoice.Unknown([.. plan.Workflows.Select(workflow => workflow.Name)])
            : new NamedChoice.Chosen(plan with { Workflows = found });
    }

    /// <param name="plan">The whole plan.</param>
    /// <param name="name">A job's final name, the name of its definition (then all jobs made from it are chosen), or either behind <c>WORKFLOW/</c>.</param>
    /// <param name="withUpstreams">Whether the jobs that it requires run too.</param>
    public static NamedChoice Job(Plan plan, string name, bool withUpstreams)
    {
        var found = plan.Workflows
            .Select(workflow => Choose(workflow, name, withUpstreams) ?? Choose(workflow, WithoutWorkflow(workflow, name), withUpstreams))
            .OfType<WorkflowPlan>()
            .ToList();
        return found.Count switch
        {
            0 => new NamedChoice.Unknown([.. plan.Workflows.SelectMany(workflow => workflow.Jobs).Select(job => job.Name).Distinct(StringComparer.Ordinal)]),
            1 => new NamedChoice.Chosen(plan with { Workflows = found }),
            _ => new NamedChoice.Ambiguous([.. found.Select(workflow => workflow.Name)]),
        };
    }

    private static string? WithoutWorkflow(WorkflowPlan workflow, string name) =>
        name.StartsWith(workflow.Name + "/", StringComparison.Ordinal) ? name[(workflow.Name.Length + 1)..] : null;

    private static WorkflowPlan? Choose(WorkflowPlan workflow, string? name, bool withUpstreams)
    {
        var chosen = workflow.Jobs.Where(job => job.Name == name).Select(job => job.Name).ToHashSet(StringComparer.Ordinal);
        if (chosen.Count == 0)
        {
            chosen = workflow.Jobs.Where(job => job.Definition == name).Select(job => job.Name).ToHashSet(StringComparer.Ordinal);
        }

        if (chosen.Count == 0)
        {
            return null;
        }

        if (withUpstreams)
        {
            AddUpstreams(workflow, chosen);
        }

        return workflow with
        {
            Jobs = [.. workflow.Jobs
                .Where(job => chosen.Contains(job.Name))
                .Select(job => job with { Requires = [.. job.Requires.Where(requirement => chosen.Contains(requirement.Job))] })],
        };
    }

    private static void AddUpstreams(WorkflowPlan workflow, HashSet<string> chosen)
    {
        var jobs = workflow.Jobs.ToDictionary(job => job.Name, StringComparer.Ordinal);
        var open = new Queue<string>(chosen);
        while (open.TryDequeue(out var name))
        {
            foreach (var requirement in jobs[name].Requires)
            {
                if (jobs.ContainsKey(requirement.Job) && chosen.Add(requirement.Job))
                {
                    open.Enqueue(requirement.Job);
                }
            }
        }
    }
}
