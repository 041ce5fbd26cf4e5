using Slipway.Model.Plans;

namespace Slipway.Config.Selection;

/// <summary>Takes from a plan what is to run: for a pushed branch or tag, or by name.</summary>
public static class PlanSelector
{
    /// <summary>
    /// What a push of this branch or tag runs. Requirements on jobs that are left out are dropped; a job whose requirements
    /// are all left out is left out too. Workflows with a timetable do not run.
    /// </summary>
    public static PlanSelection ForPush(Plan plan, PushedRef pushed)
    {
        var leftOut = new List<LeftOut>();
        var workflows = new List<WorkflowPlan>();
        foreach (var workflow in plan.Workflows)
        {
            if (workflow.Schedules.Count > 0)
            {
                leftOut.Add(new LeftOut(workflow.Name, null, LeftOutReason.Scheduled, "it runs by its timetable only"));
            }
            else if (SelectJobs(workflow, pushed, leftOut) is { Count: > 0 } jobs)
            {
                workflows.Add(workflow with { Jobs = jobs });
            }
            else
            {
                leftOut.Add(new LeftOut(workflow.Name, null, LeftOutReason.Empty, $"none of its jobs runs for {pushed.Describe()}"));
            }
        }

        return new PlanSelection(plan with { Workflows = workflows }, leftOut);
    }

    private static List<JobPlan> SelectJobs(WorkflowPlan workflow, PushedRef pushed, List<LeftOut> leftOut)
    {
        var reasons = new Dictionary<string, LeftOut>(StringComparer.Ordinal);
        foreach (var job in workflow.Jobs)
        {
            if (JobFilterDecision.WhyNot(job.Filters, pushed) is { } why)
            {
                reasons[job.Name] = new LeftOut(workflow.Name, job.Name, LeftOutReason.Filtered, why);
            }
        }

        LeaveOutOrphans(workflow, reasons);
        leftOut.AddRange(workflow.Jobs.Where(job => reasons.ContainsKey(job.Name)).Select(job => reasons[job.Name]));
        return [.. workflow.Jobs
            .Where(job => !reasons.ContainsKey(job.Name))
            .Select(job => job with { Requires = [.. job.Requires.Where(requirement => !reasons.ContainsKey(requirement.Job))] })];
    }

    /// <summary>Follows the graph from each job that is left out, so that the cost is that of the edges.</summary>
    private static void LeaveOutOrphans(WorkflowPlan workflow, Dictionary<string, LeftOut> reasons)
    {
        var dependants = workflow.Jobs
            .SelectMany(job => job.Requires.Select(requirement => (requirement.Job, Dependant: job)))
            .ToLookup(edge => edge.Job, edge => edge.Dependant, StringComparer.Ordinal);
        var open = new Queue<string>(reasons.Keys);
        while (open.TryDequeue(out var name))
        {
            foreach (var job in dependants[name])
            {
                if (!reasons.ContainsKey(job.Name) && job.Requires.All(requirement => reasons.ContainsKey(requirement.Job)))
                {
                    reasons[job.Name] = new LeftOut(workflow.Name, job.Name, LeftOutReason.RequirementsLeftOut, "all jobs that it requires are left out");
                    open.Enqueue(job.Name);
                }
            }
        }
    }
}
