using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Jobs;
using Slipway.Model.Plans;

namespace Slipway.Config.Workflows;

/// <summary>
/// Puts the jobs of a group into a workflow, between a job that opens the group and one that closes it
/// (https://circleci.com/docs/guides/orchestrate/controlling-serial-execution-across-your-organization/).
/// </summary>
internal sealed class GroupInvoker(CompileSession session, Scope workflow, JobInvoker jobs)
{
    private static readonly string[] Keys = ["name", "requires", "filters", "serial-group"];
    private static readonly IReadOnlyList<RequiredStatus> AnyEnd = [RequiredStatus.Success, RequiredStatus.Failed, RequiredStatus.Canceled, RequiredStatus.Unauthorized, RequiredStatus.NotRun];
    private static readonly IReadOnlyList<RequiredStatus> Success = [RequiredStatus.Success];

    public IReadOnlyList<InvokedJob> Invoke(Invocation invocation, JobGroup definition)
    {
        definition.IsUsed = true;
        var fields = new Fields(session, invocation.Body, workflow, $"the job group '{invocation.Name.Text}'");
        fields.Ignore(Keys);
        fields.Finish(WorkflowDiagnostics.GroupKey);
        var name = fields.Text("name");
        var group = new InvokedGroup(definition, name ?? invocation.Name.Text) { HasOwnName = name is not null };
        if (!session.Take(invocation.Name, 4L * (ExpansionBudget.AroundPart + group.Name.Length)))
        {
            return [];
        }

        var serial = SerialGroup.Read(session, fields);
        var inner = InvocationReader.ReadList(session, definition.Jobs, workflow).SelectMany(item => InvokeInner(item, group)).ToList();
        var entry = Synthetic(invocation, group.Entry, serial is null ? JobKind.NoOp : JobKind.Lock) with
        {
            Filters = new FilterReader(session, workflow).Read(fields),
            SerialGroup = serial,
        };
        List<InvokedJob> all = [Make(invocation, group, entry), .. inner, Make(invocation, group, Synthetic(invocation, group.Exit, JobKind.NoOp))];
        if (serial is not null)
        {
            all.Add(Make(invocation, group, Synthetic(invocation, group.Unlock, JobKind.Unlock) with { SerialGroup = serial }));
        }

        return all;
    }

    /// <summary>Once names and requirements inside are settled: the first jobs wait for the entry, and the last ones are waited for.</summary>
    public static void Join(InvokedGroup group, List<InvokedJob> workflow)
    {
        var inner = workflow.Where(job => job.Group == group && !IsSynthetic(job)).ToList();
        foreach (var job in inner.Where(job => job.Plan.Requires.Count == 0))
        {
            job.Plan = job.Plan with { Requires = [new Requirement(group.Entry, Success)] };
        }

        var required = inner.SelectMany(job => job.Plan.Requires).Select(requirement => requirement.Job).ToHashSet(StringComparer.Ordinal);
        var leaves = inner.Where(job => !required.Contains(job.Plan.Name)).Select(job => job.Plan.Name).DefaultIfEmpty(group.Entry).ToList();
        foreach (var job in workflow.Where(job => job.Group == group && IsSynthetic(job) && job.Plan.Name != group.Entry))
        {
            var statuses = job.Plan.Kind == JobKind.Unlock ? AnyEnd : Success;
            job.Plan = job.Plan with { Requires = [.. leaves.Select(leaf => new Requirement(leaf, statuses))] };
        }
    }

    public static bool IsSynthetic(InvokedJob job) => job.Group is { } group && (job.WantedName == group.Entry || job.WantedName == group.Exit || job.WantedName == group.Unlock);

    private static JobPlan Synthetic(Invocation invocation, string name, JobKind kind) => new() { Name = name, Definition = invocation.Name.Text, Kind = kind };

    private InvokedJob Make(Invocation invocation, InvokedGroup group, JobPlan plan) =>
        new(invocation, workflow, plan) { WantedName = plan.Name, HasOwnName = group.HasOwnName, Group = group };

    private IReadOnlyList<InvokedJob> InvokeInner(Invocation invocation, InvokedGroup group)
    {
        if (workflow.Library.JobGroups.ContainsKey(invocation.Name.Text))
        {
            session.Diagnostics.Report(WorkflowDiagnostics.NestedGroup, invocation.Name.Span, group.Definition.Key.Text, invocation.Name.Text);
            return [];
        }

        if (invocation.Body.Find("serial-group") is { } serial)
        {
            session.Diagnostics.Report(WorkflowDiagnostics.InnerSerialGroup, serial.Key.Span);
        }

        return jobs.Invoke(invocation, group);
    }
}
