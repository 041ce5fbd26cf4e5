using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Jobs;
using Slipway.Config.Libraries;
using Slipway.Config.Matrix;
using Slipway.Config.Parameters;
using Slipway.Config.Selection;
using Slipway.Config.Yaml;
using Slipway.Model.Plans;

namespace Slipway.Config.Workflows;

/// <summary>Makes the jobs of one invocation: one, or one for each combination of its matrix.</summary>
internal sealed class JobInvoker(CompileSession session, Scope workflow)
{
    private const string Approval = "approval";

    private readonly ElementFinder _finder = new(session);
    private readonly ArgumentBinder _binder = new(session);
    private readonly JobCompiler _jobs = new(session);
    private readonly HashSet<string> _absent = new(StringComparer.Ordinal);

    /// <summary>Names that can be required and stand for no job: of a matrix without values, or of a job that is not there and that filters keep away.</summary>
    public IReadOnlySet<string> Absent => _absent;

    public IReadOnlyList<InvokedJob> Invoke(Invocation invocation, InvokedGroup? group)
    {
        if (!session.Take(invocation.Name, ExpansionBudget.AroundPart + (2L * invocation.Name.Text.Length) + (group?.Name.Length ?? 0)))
        {
            return [Placeholder(invocation, workflow, group, null)];
        }

        if (IsApproval(invocation))
        {
            CheckApproval(invocation);
            return InvokeEach(invocation, job: null, group, (one, scope, matrix) => MakeApproval(one, scope, matrix, group));
        }

        var job = Find(invocation, out var isOpaque);
        if (job is not null || isOpaque)
        {
            return InvokeEach(invocation, job, group, (one, scope, matrix) => Make(one, job, scope, matrix, group));
        }

        return IsKeptAway(invocation, group) ? [] : [Placeholder(invocation, workflow, group, null)];
    }

    /// <summary>Makes one job, or one for each combination of the matrix.</summary>
    private List<InvokedJob> InvokeEach(Invocation invocation, Element? job, InvokedGroup? group, Func<Invocation, Scope, (string Alias, MatrixValues Values)?, InvokedJob> make)
    {
        if (invocation.Body["matrix"] is not { } matrix)
        {
            return [make(invocation, workflow, null)];
        }

        var plan = new MatrixReader(session, workflow, Invocation.Keys).Read(matrix, job, invocation.Name.Text);
        if (plan is null)
        {
            return [Placeholder(invocation, workflow, group, invocation.Name.Text)];
        }

        if (plan.Combinations.Count == 0)
        {
            _absent.Add(Prefixed(group, plan.Alias));
        }

        return [.. plan.Combinations.TakeWhile(_ => !session.Budget.IsSpent).Select(values => make(invocation.With(values.Values), workflow with { Matrix = values.Values }, (plan.Alias, values)))];
    }

    /// <summary>In version 2 a job that is not there was no error before it was to run.</summary>
    private bool IsKeptAway(Invocation invocation, InvokedGroup? group)
    {
        var fields = new Fields(session, invocation.Body, workflow, $"the job '{invocation.Name.Text}'");
        if (workflow.Library.HasReuse || JobFilterDecision.WhyNot(new FilterReader(session, workflow).Read(fields), session.Pushed) is null)
        {
            ReportUnknown(invocation);
            return false;
        }

        session.Diagnostics.Report(ReferenceDiagnostics.UnknownFilteredJob, invocation.Name.Span, invocation.Name.Text);
        _absent.Add(Prefixed(group, invocation.Name.Text));
        return true;
    }

    private static string Prefixed(InvokedGroup? group, string name) => group is null ? name : $"{group.Name}/{name}";

    /// <summary>A mistyped <c>approval</c> is reported and then taken for one, since no other type can be written in a workflow.</summary>
    private bool IsApproval(Invocation invocation)
    {
        if (invocation.Body["type"] is not { } written || session.Interpolator.Evaluate(written, workflow) is not YamlScalar type)
        {
            return false;
        }

        if (type.Text != Approval && Suggestion.NearestOf(type.Text, [Approval]) is { } hint)
        {
            session.Diagnostics.ReportWithHint(ShapeDiagnostics.NotAllowedValue, type.Span, hint, $"'type' of the job '{invocation.Name.Text}'", type.Text);
            return true;
        }

        return type.Text == Approval;
    }

    private Element? Find(Invocation invocation, out bool isOpaque)
    {
        var name = invocation.Name.Text;
        if (invocation.Body["override-with"] is YamlScalar overriding && session.Interpolator.Evaluate(overriding, workflow) is YamlScalar other && FindOverride(other) is { } replacement)
        {
            isOpaque = false;
            if (workflow.Library.Elements(ElementKind.Job).TryGetValue(name, out var local))
            {
                local.IsReferenced = true;
            }

            return replacement;
        }

        return _finder.Find(workflow.Library, ElementKind.Job, name, invocation.Name.Span, out isOpaque);
    }

    /// <summary>An orb that lacks the job leaves the local one in place.</summary>
    private Element? FindOverride(YamlScalar name)
    {
        var slash = name.Text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && workflow.Library.Orbs.TryGetValue(name.Text[..slash], out var orb))
        {
            orb.IsUsed = true;
            return orb.Library?.Elements(ElementKind.Job).GetValueOrDefault(name.Text[(slash + 1)..]);
        }

        return null;
    }

    private void ReportUnknown(Invocation invocation)
    {
        var names = workflow.Library.Elements(ElementKind.Job).Keys.Concat(workflow.Library.JobGroups.Keys);
        var hint = Suggestion.NearestOf(invocation.Name.Text, names);
        session.Diagnostics.ReportWithHint(ReferenceDiagnostics.UnknownJob, invocation.Name.Span, hint ?? "Define it under 'jobs', or give it 'type: approval'.", invocation.Name.Text);
    }

    private void CheckApproval(Invocation invocation)
    {
        var fields = new Fields(session, invocation.Body, workflow, $"the approval '{invocation.Name.Text}'");
        fields.Ignore("type", "requires", "filters", "name", "context", "serial-group", "matrix");
        fields.Finish();
        if (workflow.Library.Elements(ElementKind.Job).ContainsKey(invocation.Name.Text))
        {
            session.Diagnostics.Report(WorkflowDiagnostics.DefinedApproval, invocation.Name.Span, invocation.Name.Text);
        }

    }

    private InvokedJob MakeApproval(Invocation invocation, Scope scope, (string Alias, MatrixValues Values)? matrix, InvokedGroup? group)
    {
        var made = Placeholder(invocation, scope, group, matrix?.Alias, matrix?.Values);
        made.Plan = made.Plan with { Kind = JobKind.Approval };
        return made;
    }

    private static string NameOf(Invocation invocation, MatrixValues? matrix) => matrix is null ? invocation.Name.Text : $"{invocation.Name.Text}-{matrix.Suffix}";

    private InvokedJob Placeholder(Invocation invocation, Scope scope, InvokedGroup? group, string? alias, MatrixValues? matrix = null)
    {
        var name = OwnName(invocation, scope);
        var wanted = Prefixed(group, name ?? NameOf(invocation, matrix));
        return new InvokedJob(invocation, scope, AddSettings(invocation, scope, new JobPlan { Name = wanted, Definition = wanted, Kind = JobKind.NoOp }))
        {
            WantedName = wanted,
            HasOwnName = name is not null,
            Alias = alias,
            Group = group,
        };
    }

    private string? OwnName(Invocation invocation, Scope scope) => new Fields(session, invocation.Body, scope, $"the job '{invocation.Name.Text}'").Text("name");

    private InvokedJob Make(Invocation invocation, Element? job, Scope scope, (string Alias, MatrixValues Values)? matrix, InvokedGroup? group)
    {
        // Once in the name and once as what made the job; a value may be of any length.
        session.Take(invocation.Name, ExpansionBudget.AroundPart + invocation.Name.Text.Length + (2 * (matrix?.Values.Letters ?? 0)));
        if (session.Budget.IsSpent)
        {
            return Placeholder(invocation, scope, group, null);
        }

        var own = OwnName(invocation, scope);
        var name = own ?? NameOf(invocation, matrix?.Values);
        var plan = job is null ? CheckOpaque(invocation, scope) : Compile(invocation, job, scope, matrix?.Values);
        var values = matrix?.Values.ToTexts();
        return new InvokedJob(invocation, scope, AddSettings(invocation, scope, plan with { MatrixValues = values ?? plan.MatrixValues }))
        {
            WantedName = Prefixed(group, name),
            HasOwnName = own is not null,
            Alias = matrix?.Alias,
            Group = group,
        };
    }

    private JobPlan Compile(Invocation invocation, Element job, Scope scope, MatrixValues? matrix)
    {
        job.IsUsed = true;
        job.IsReferenced = true;
        var arguments = invocation.Arguments.ToList();
        foreach (var (name, value) in matrix?.Values.Where(value => !Invocation.Keys.Contains(value.Key)) ?? [])
        {
            if (arguments.Find(entry => entry.Key.Text == name) is { Key: { } twice } beside)
            {
                session.Diagnostics.Report(WorkflowDiagnostics.MatrixAndArgument, twice.Span, name);
                arguments.Remove(beside);
            }

            arguments.Add(new YamlEntry(YamlScalar.TextAt(value, name), value));
        }

        var inside = _binder.Bind(job, arguments, scope, invocation.Name.Span, Invocation.Keys);
        return _jobs.Compile(job, inside, Foreign(invocation, "pre-steps", scope), Foreign(invocation, "post-steps", scope));
    }

    private static ForeignSteps? Foreign(Invocation invocation, string key, Scope scope) => invocation.Body[key] is { } node ? new ForeignSteps(node, scope) : null;

    /// <summary>The job is in an orb that could not be had: its arguments and the steps around it can still be wrong.</summary>
    private JobPlan CheckOpaque(Invocation invocation, Scope scope)
    {
        foreach (var (_, value) in invocation.Arguments)
        {
            session.Interpolator.Evaluate(value, scope);
        }

        var steps = new List<StepPlan>();
        Foreign(invocation, "pre-steps", scope)?.AddTo(steps, session);
        Foreign(invocation, "post-steps", scope)?.AddTo(steps, session);
        return new JobPlan { Name = invocation.Name.Text, Definition = invocation.Name.Text };
    }

    private JobPlan AddSettings(Invocation invocation, Scope scope, JobPlan plan)
    {
        var fields = new Fields(session, invocation.Body, scope, $"the job '{invocation.Name.Text}'");
        var contexts = fields.Names("context") ?? [];
        session.Contexts.UnionWith(contexts);
        return plan with
        {
            Contexts = contexts,
            Filters = new FilterReader(session, scope).Read(fields) ?? plan.Filters,
            SerialGroup = SerialGroup.Read(session, fields) ?? plan.SerialGroup,
        };
    }
}
