using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Executors;
using Slipway.Config.Steps;
using Slipway.Config.Yaml;
using Slipway.Model.Plans;

namespace Slipway.Config.Jobs;

/// <summary>Makes the plan of a job from its definition, in the scope that holds its arguments. What the workflow adds is not here.</summary>
internal sealed class JobCompiler(CompileSession session)
{
    private readonly ExecutorReader _executors = new(session);
    private readonly ExecutorResolver _resolver = new(session);

    /// <param name="job">The definition.</param>
    /// <param name="inside">The scope inside it.</param>
    /// <param name="before">Steps to put before its own, and where they come from.</param>
    /// <param name="after">Steps to put after its own.</param>
    public JobPlan Compile(Element job, Scope inside, ForeignSteps? before, ForeignSteps? after)
    {
        var fields = new Fields(session, job.Body, inside, job.Label);
        fields.Ignore("parameters", "description", "branches", "name");
        if (session.HasWorkflows && job.Body.Find("branches") is { } branches)
        {
            session.Diagnostics.Report(JobDiagnostics.BranchesIgnored, branches.Key.Span);
        }

        var kind = ReadKind(fields);
        if (kind == JobKind.Build && IsEmpty(job, inside))
        {
            session.Diagnostics.Report(JobDiagnostics.NothingToDo, job.Key.Span, job.QualifiedName);
            return new JobPlan { Name = job.QualifiedName, Definition = job.QualifiedName, Kind = JobKind.NoOp };
        }

        var plan = kind == JobKind.Build ? ReadBuild(job, fields, inside, before, after) : ReadOther(job, kind, fields);
        fields.Finish(hint: PlaceOf);
        return plan;
    }

    /// <summary>Where a key counts that people write here by mistake; null for any other.</summary>
    private static string? PlaceOf(string key) => key switch
    {
        "when" or "unless" => "It belongs to a workflow; a job in a workflow can have 'filters'.",
        _ when Invocation.Keys.Contains(key) => "It belongs to the job in the workflow.",
        _ => null,
    };

    /// <summary>Version 2 lets a job be switched off by taking everything out of it.</summary>
    private static bool IsEmpty(Element job, Scope inside) =>
        !inside.Library.HasReuse && job.Body["steps"] is YamlSequence { Items.Count: 0 } && job.Body["docker"] is null && job.Body["machine"] is null && job.Body["macos"] is null;

    private JobKind ReadKind(Fields fields)
    {
        switch (fields.Text("type"))
        {
            case null or "build":
                return JobKind.Build;
            case "no-op":
                return JobKind.NoOp;
            case "release":
                return JobKind.Release;
            case "lock":
                return JobKind.Lock;
            case "unlock":
                return JobKind.Unlock;
            case "approval":
                session.Diagnostics.Report(JobDiagnostics.ApprovalDefined, fields.Map["type"]!.Span);
                return JobKind.Approval;
            case var other:
                session.Diagnostics.ReportWithHint(
                    ShapeDiagnostics.NotAllowedValue,
                    fields.Map["type"]!.Span,
                    Suggestion.For(other, ["build", "release", "no-op"]),
                    $"'type' of {fields.Label}",
                    other);
                return JobKind.NoOp;
        }
    }

    private JobPlan ReadOther(Element job, JobKind kind, Fields fields)
    {
        var spec = _executors.Read(fields, new Scope(job.Owner));
        fields.Ignore("executor", "steps", "parallelism", "validation", "key", "circleci_ip_ranges", "retention");
        return new JobPlan
        {
            Name = job.QualifiedName,
            Definition = job.QualifiedName,
            Kind = kind,
            Environment = spec.Environment,
            ReleasePlanName = kind == JobKind.Release ? fields.RequiredText("plan_name") : null,
        };
    }

    private JobPlan ReadBuild(Element job, Fields fields, Scope inside, ForeignSteps? before, ForeignSteps? after)
    {
        var spec = ReadExecutor(job, fields, inside);
        var steps = new List<StepPlan>();
        before?.AddTo(steps, session);
        ReadSteps(job, fields, inside, steps);
        after?.AddTo(steps, session);
        WarnOfRemoteDocker(fields, spec, steps);
        return new JobPlan
        {
            Name = job.QualifiedName,
            Definition = job.QualifiedName,
            Executor = spec.Executor,
            ResourceClass = spec.ResourceClass?.Name,
            WorkingDirectory = spec.WorkingDirectory ?? "~/project",
            Shell = spec.Shell,
            Environment = spec.Environment,
            Parallelism = fields.Integer("parallelism", 1, ExpansionBudget.MaxNodes) ?? 1,
            Steps = steps,
            CacheRetentionDays = ReadRetention(fields, inside),
            CircleciIpRanges = fields.Flag("circleci_ip_ranges"),
        };
    }

    private ExecutorSpec ReadExecutor(Element job, Fields fields, Scope inside)
    {
        var own = _executors.Read(fields, inside);
        var named = inside.Library.HasReuse && fields.Take("executor") is { } node ? _resolver.Resolve(node, inside) : null;
        var spec = named?.OverriddenBy(own) ?? own;
        if (spec.Executor is null && !spec.IsOpaque && !job.IsBroken)
        {
            var hint = fields.Has("executor") && !inside.Library.HasReuse ? "Executors need 'version: 2.1'." : null;
            session.Diagnostics.ReportWithHint(JobDiagnostics.NoExecutor, job.Key.Span, hint, job.QualifiedName);
        }

        spec.CheckResourceClass(session);
        return spec;
    }

    private void ReadSteps(Element job, Fields fields, Scope inside, List<StepPlan> steps)
    {
        if (fields.Raw("steps") is { } node)
        {
            new StepExpander(session).Expand(node, inside, steps);
            if (node is YamlSequence { Items.Count: 0 } && !inside.Library.HasReuse)
            {
                // What processing leaves of a job whose conditions let no step run.
                session.Diagnostics.Report(JobDiagnostics.NothingToDo, node.Span, job.QualifiedName);
            }
            else if (node is YamlSequence { Items.Count: 0 } or YamlScalar { Kind: ScalarKind.Null })
            {
                session.Diagnostics.Report(JobDiagnostics.NoSteps, node.Span, Shape.Sentence(job.Label));
            }
        }
        else if (!job.IsBroken)
        {
            session.Diagnostics.Report(JobDiagnostics.NoSteps, job.Key.Span, Shape.Sentence(job.Label));
        }
    }

    private void WarnOfRemoteDocker(Fields fields, ExecutorSpec spec, List<StepPlan> steps)
    {
        if (spec.Executor is ExecutorPlan.Machine && steps.Any(step => step is SetupRemoteDockerStep) && (PlaceOfRemoteDocker(fields.Map["steps"]) ?? fields.Map["machine"]) is { } place)
        {
            session.Diagnostics.Report(JobDiagnostics.RemoteDockerOnMachine, place.Span);
        }
    }

    /// <summary>The step itself, where a command does not bring it.</summary>
    private static YamlNode? PlaceOfRemoteDocker(YamlNode? steps)
    {
        var names = (steps as YamlSequence)?.Items.Select(item => item is YamlMapping { Entries: [var (key, _), ..] } ? key : item as YamlScalar);
        return names?.FirstOrDefault(name => name?.Text is "setup_remote_docker" or "setup_docker_engine") ?? steps;
    }

    private int? ReadRetention(Fields fields, Scope inside)
    {
        if (fields.Take("retention") is not { } node || Shape.Map(session, node, "'retention'") is not { } map)
        {
            return null;
        }

        var inner = new Fields(session, map, inside, "'retention'");
        var text = inner.Text("caches");
        inner.Finish();
        if (text is null)
        {
            return null;
        }

        if (text.EndsWith('d') && int.TryParse(text.AsSpan(0, text.Length - 1), System.Globalization.NumberStyles.None, null, out var days) && days is >= 1 and <= 30)
        {
            return days;
        }

        session.Diagnostics.Report(JobDiagnostics.BadRetention, map["caches"]!.Span, text);
        return null;
    }
}

/// <summary>Steps that a workflow puts around a job's own; their names belong to the workflow's scope.</summary>
internal sealed record ForeignSteps(YamlNode Node, Scope Scope)
{
    public void AddTo(List<StepPlan> steps, CompileSession session) => new StepExpander(session).Expand(Node, Scope, steps);
}
