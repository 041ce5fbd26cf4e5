using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Jobs;
using Slipway.Config.Logic;
using Slipway.Config.Selection;
using Slipway.Config.Yaml;
using Slipway.Model.Plans;

namespace Slipway.Config.Workflows;

/// <summary>Makes the plans of all workflows; those that their condition keeps from running are checked and left out.</summary>
internal sealed class WorkflowCompiler(CompileSession session, Library library)
{
    private const int MaxJobs = 5000;
    private const int MaxContexts = 100;
    private const string ImplicitJob = "build";

    private readonly Scope _scope = new(library);

    public IReadOnlyList<WorkflowPlan> Compile(YamlMapping root)
    {
        var section = Shape.OptionalMap(session, root["workflows"], "'workflows'");
        var entries = section?.Entries.Where(entry => entry.Key.Text != "version").ToList() ?? [];
        if (entries.Count == 0)
        {
            return root["workflows"] is YamlMapping or null or YamlScalar { Kind: ScalarKind.Null } ? CompileImplicit(root) : [];
        }

        session.HasWorkflows = true;
        var plans = new List<WorkflowPlan>();
        foreach (var (key, value) in entries.TakeWhile(_ => !session.Budget.IsSpent))
        {
            if (Shape.Map(session, value, $"the workflow '{key.Text}'") is { } body && CompileWorkflow(key, body) is { } plan)
            {
                plans.Add(plan);
            }
        }

        if (session.Contexts.Count > MaxContexts)
        {
            session.Diagnostics.Report(WorkflowDiagnostics.TooManyContexts, section!.Span, session.Contexts.Count);
        }

        CheckSetup(root, section!, plans);
        return plans;
    }

    private void CheckSetup(YamlMapping root, YamlMapping section, List<WorkflowPlan> plans)
    {
        if (!session.IsSetup || root["setup"] is not { } setup)
        {
            return;
        }

        foreach (var plan in plans.Where(plan => plan.Schedules.Count > 0))
        {
            session.Diagnostics.Report(WorkflowDiagnostics.ScheduledInSetup, section.Find(plan.Name)!.Value.Key.Span);
        }

        var running = PlanSelector.ForPush(new Plan { Workflows = plans }, session.Pushed).Plan.Workflows.Count;
        if (running > 1)
        {
            session.Diagnostics.Report(WorkflowDiagnostics.SetupWorkflows, setup.Span, running);
        }
    }

    /// <summary>A config without workflows runs its job <c>build</c>; that is also where a job's own <c>branches</c> counts.</summary>
    private List<WorkflowPlan> CompileImplicit(YamlMapping root)
    {
        if (!library.Elements(ElementKind.Job).TryGetValue(ImplicitJob, out var job))
        {
            if (root["workflows"] is YamlMapping && root["jobs"] is YamlMapping { Entries.Count: 0 })
            {
                // What processing leaves of a config whose conditions let nothing run.
                return [];
            }

            var place = root.Entries.Count > 0 ? root.Entries[0].Key.Span : root.Span;
            session.Diagnostics.Report(WorkflowDiagnostics.NoWorkflows, place);
            return [];
        }

        var invocation = new Invocation(job.Key, new YamlMapping(job.Key, []));
        var made = new JobInvoker(session, _scope).Invoke(invocation, group: null)[0];
        var branches = new FilterReader(session, _scope).ReadRefs(job.Body["branches"], $"'branches' of {job.Label}");
        var plan = made.Plan with { Name = ImplicitJob, Filters = branches is null ? null : new JobFilters(branches) };
        return [new WorkflowPlan { Name = "workflow", Jobs = [plan] }];
    }

    private WorkflowPlan? CompileWorkflow(YamlScalar key, YamlMapping body)
    {
        var fields = new Fields(session, body, _scope, $"the workflow '{key.Text}'");
        fields.Ignore("description", "version");
        var runs = Runs(key, fields);
        var jobs = session.Take(key, ExpansionBudget.AroundPart + key.Text.Length) ? CompileJobs(key, fields.Raw("jobs")) : [];
        if (runs)
        {
            CountNodes(jobs);
        }

        var plan = new WorkflowPlan
        {
            Name = key.Text,
            Jobs = [.. jobs.Select(job => job.Plan)],
            MaxAutoReruns = fields.Integer("max_auto_reruns", 1, 5),
            Schedules = new ScheduleReader(session, _scope).Read(fields.Take("triggers")),
        };
        fields.Finish();
        return runs && jobs.Count > 0 ? plan : null;
    }

    private void CountNodes(List<InvokedJob> jobs)
    {
        if (jobs.Find(job => !session.Budget.TakeNodes(job.Plan.Parallelism)) is { } first)
        {
            session.Diagnostics.Report(WorkflowDiagnostics.TooManyNodes, first.Span, ExpansionBudget.MaxNodes);
        }
    }

    private bool Runs(YamlScalar key, Fields fields)
    {
        var when = fields.Raw("when");
        var unless = fields.Raw("unless");
        if (when is not null && unless is not null)
        {
            session.Diagnostics.Report(WorkflowDiagnostics.WhenAndUnless, key.Span, key.Text);
        }

        var logic = new LogicEvaluator(session, _scope, allowsExpressions: true);
        var isWanted = when is null || logic.Evaluate(when) == true;
        var isUnwanted = unless is not null && logic.Evaluate(unless) != false;
        return isWanted && !isUnwanted;
    }

    private List<InvokedJob> CompileJobs(YamlScalar key, YamlNode? node)
    {
        if (node is null or YamlScalar { Kind: ScalarKind.Null } or YamlSequence { Items.Count: 0 })
        {
            session.Diagnostics.Report(WorkflowDiagnostics.NoJobs, (node ?? key).Span, key.Text);
            return [];
        }

        if (Shape.List(session, node, $"'jobs' of the workflow '{key.Text}'") is not { } list)
        {
            return [];
        }

        var (jobs, absent) = Invoke(key, list);
        new RequirementResolver(session, jobs, absent).Resolve();
        if (session.Budget.IsSpent)
        {
            return [];
        }

        CycleFinder.Report(session, jobs);
        WarnOfTags(jobs);
        return jobs;
    }

    private (List<InvokedJob> Jobs, IReadOnlySet<string> Absent) Invoke(YamlScalar key, YamlSequence list)
    {
        var invoker = new JobInvoker(session, _scope);
        var groups = new GroupInvoker(session, _scope, invoker);
        var jobs = new List<InvokedJob>();
        foreach (var invocation in InvocationReader.ReadList(session, list, _scope))
        {
            jobs.AddRange(library.JobGroups.TryGetValue(invocation.Name.Text, out var group) ? groups.Invoke(invocation, group) : invoker.Invoke(invocation, group: null));
            if (session.Budget.IsSpent)
            {
                break;
            }

            if (jobs.Count > MaxJobs)
            {
                session.Diagnostics.Report(WorkflowDiagnostics.TooManyJobs, invocation.Name.Span, key.Text, MaxJobs);
                break;
            }
        }

        return (jobs, invoker.Absent);
    }

    /// <summary>A job that runs for tags waits in vain for one that does not (https://circleci.com/docs/guides/orchestrate/workflows/#executing-workflows-for-a-git-tag).</summary>
    private void WarnOfTags(List<InvokedJob> jobs)
    {
        var byName = jobs.ToDictionary(job => job.Plan.Name, StringComparer.Ordinal);
        foreach (var job in jobs.Where(job => job.Plan.Filters?.Tags is not null))
        {
            foreach (var requirement in job.Plan.Requires)
            {
                if (byName.GetValueOrDefault(requirement.Job) is { Group: null, Plan.Filters: null or { Tags: null, Expression: null } } required)
                {
                    session.Diagnostics.Report(WorkflowDiagnostics.RequiredNeedsTagFilter, job.Span, job.Plan.Name, required.Plan.Name);
                }
            }
        }
    }
}
