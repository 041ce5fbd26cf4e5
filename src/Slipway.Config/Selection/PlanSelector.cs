using Slipway.Model.Plans;

namespace Slipway.Config.Selection;

/// <summary>Takes from a plan what is to run: for a pushed branch or tag, or by name.</summary>
public static class PlanSelector
{
    /// <summary>
    /// What a push of this branch or tag runs. Requirements on jobs that are left out are dropped; a job whose requirements
    /// are all left out is left out too. Workflows with a timetable do not run.
    /// </summary>
    public static PlanSelection ForPush(Plan plan, PushedRef pushed) =>
        Select(plan, pushed, workflow => workflow.Schedules.Count > 0 ? "it runs by its timetable only" : null);

    /// <summary>
    /// What of workflows that somebody asked for by name may run for this branch or tag. The name stands in for the push or for the clock, and for nothing else:
    /// the filters of the jobs hold, and a workflow with a timetable runs for the branches of its timetable.
    /// </summary>
    public static PlanSelection ForName(Plan plan, PushedRef pushed) =>
        Select(plan, pushed, workflow => workflow.Schedules.Count > 0 && !workflow.Schedules.Any(schedule => IsFor(schedule, pushed))
            ? $"its timetable is not for {pushed.Describe()}"
            : null);

    /// <summary>Of the jobs that were chosen, those that a selection lets run.</summary>
    /// <param name="chosen">Chosen by name, whatever the filters say.</param>
    /// <param name="selection">Of the plan that they were chosen from.</param>
    public static PlanSelection Among(Plan chosen, PlanSelection selection)
    {
        var allowed = selection.Plan.Workflows.SelectMany(workflow => workflow.Jobs.Select(job => (workflow.Name, job.Name))).ToHashSet();
        var asked = chosen.Workflows.SelectMany(workflow => workflow.Jobs.Select(job => (workflow.Name, job.Name))).ToHashSet();
        return new PlanSelection(
            chosen with { Workflows = [.. chosen.Workflows.Select(workflow => Keep(workflow, job => allowed.Contains((workflow.Name, job)))).Where(workflow => workflow.Jobs.Count > 0)] },
            [.. selection.LeftOut.Where(left => left.Reason != LeftOutReason.Empty && asked.Any(job => job.Item1 == left.Workflow && (left.Job is null || job.Item2 == left.Job)))]);
    }

    private static WorkflowPlan Keep(WorkflowPlan workflow, Func<string, bool> isKept) => workflow with
    {
        Jobs = [.. workflow.Jobs
            .Where(job => isKept(job.Name))
            .Select(job => job with { Requires = [.. job.Requires.Where(requirement => isKept(requirement.Job))] })],
    };

    private static bool IsFor(SchedulePlan schedule, PushedRef pushed) => !pushed.IsTag && RefFilterMatch.Passes(schedule.Branches, pushed.Branch ?? string.Empty);

    /// <param name="why">Why a whole workflow is left out; null: its jobs decide.</param>
    private static PlanSelection Select(Plan plan, PushedRef pushed, Func<WorkflowPlan, string?> why)
    {
        var leftOut = new List<LeftOut>();
        var workflows = new List<WorkflowPlan>();
        foreach (var workflow in plan.Workflows)
        {
            if (why(workflow) is { } reason)
            {
                leftOut.Add(new LeftOut(workflow.Name, null, LeftOutReason.Scheduled, reason));
            }
            else if (SelectJobs(workflow, pushed, leftOut) is { Jobs.Count: > 0 } selected)
            {
                workflows.Add(selected);
            }
            else
            {
                leftOut.Add(new LeftOut(workflow.Name, null, LeftOutReason.Empty, $"none of its jobs runs for {pushed.Describe()}"));
            }
        }

        return new PlanSelection(plan with { Workflows = workflows }, leftOut);
    }

    private static WorkflowPlan SelectJobs(WorkflowPlan workflow, PushedRef pushed, List<LeftOut> leftOut)
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
        return Keep(workflow, job => !reasons.ContainsKey(job));
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
