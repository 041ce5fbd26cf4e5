using Slipway.Config.Compilation;
using Slipway.Config.Diagnostics;
using Slipway.Config.Jobs;
using Slipway.Config.Yaml;
using Slipway.Model.Plans;

namespace Slipway.Config.Workflows;

/// <summary>Gives each job of a workflow its final name, and turns <c>requires</c> into those names.</summary>
/// <param name="session">The compilation.</param>
/// <param name="jobs">Those of the workflow; what can never start is taken out.</param>
/// <param name="absent">Names that can be required and stand for no job.</param>
internal sealed class RequirementResolver(CompileSession session, List<InvokedJob> jobs, IReadOnlySet<string> absent)
{
    private static readonly string[] StatusNames = ["success", "failed", "canceled", "unauthorized", "not_run", "terminal"];
    private static readonly IReadOnlyList<RequiredStatus> Success = [RequiredStatus.Success];

    private readonly Dictionary<string, InvokedJob> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<InvokedJob>> _aliases = new(StringComparer.Ordinal);
    private readonly HashSet<InvokedJob> _waitInVain = [];
    private readonly Dictionary<string, List<InvokedJob>> _ambiguous = new(StringComparer.Ordinal);

    public void Resolve()
    {
        NameJobs();
        foreach (var job in jobs)
        {
            AddTargets(job);
        }

        foreach (var job in jobs.Where(job => !GroupInvoker.IsSynthetic(job) || job.Plan.Name == job.Group!.Entry))
        {
            job.Plan = job.Plan with { Requires = ReadRequires(job) };
        }

        LeaveOut();
        foreach (var group in jobs.Select(job => job.Group).OfType<InvokedGroup>().Distinct().ToList())
        {
            GroupInvoker.Join(group, jobs);
        }
    }

    /// <summary>As with filters, requirements on what is absent are dropped, and a job that has no others is absent too.</summary>
    private void LeaveOut()
    {
        while (_waitInVain.Count > 0)
        {
            // A group whose entry never starts is gone as a whole.
            var groups = _waitInVain.Where(job => job.Plan.Name == job.Group?.Entry).Select(job => job.Group).ToHashSet();
            var gone = jobs.Where(job => _waitInVain.Contains(job) || groups.Contains(job.Group)).Select(job => job.Plan.Name).ToHashSet(StringComparer.Ordinal);
            jobs.RemoveAll(job => gone.Contains(job.Plan.Name));
            _waitInVain.Clear();
            foreach (var job in jobs.Where(job => job.Plan.Requires.Any(requirement => gone.Contains(requirement.Job))))
            {
                job.Plan = job.Plan with { Requires = [.. job.Plan.Requires.Where(requirement => !gone.Contains(requirement.Job))] };
                if (job.Plan.Requires.Count == 0)
                {
                    _waitInVain.Add(job);
                }
            }
        }
    }

    /// <summary>Jobs that want the same name all get a number, from 1.</summary>
    private void NameJobs()
    {
        var taken = jobs.Select(job => job.WantedName).ToHashSet(StringComparer.Ordinal);
        foreach (var same in jobs.GroupBy(job => job.WantedName, StringComparer.Ordinal).ToList())
        {
            var members = same.ToList();
            if (members.Count == 1)
            {
                members[0].Plan = members[0].Plan with { Name = same.Key };
                continue;
            }

            ReportRepeatedGroup(members[1]);
            _ambiguous[same.Key] = members;
            var number = 0;
            foreach (var member in members.TakeWhile(member => session.TakeText(member.Invocation.Name, same.Key)))
            {
                string name;
                do
                {
                    name = $"{same.Key}-{++number}";
                }
                while (!taken.Add(name));
                member.Plan = member.Plan with { Name = name };
            }
        }
    }

    private void ReportRepeatedGroup(InvokedJob second)
    {
        if (second.Group is { } group && GroupInvoker.IsSynthetic(second))
        {
            session.Diagnostics.Report(WorkflowDiagnostics.GroupNeedsNames, second.Span, group.Name);
        }
    }

    private void AddTargets(InvokedJob job)
    {
        _named[job.Plan.Name] = job;
        if (job.Alias is not null)
        {
            AddAlias(job.Group is null ? job.Alias : $"{job.Group.Name}/{job.Alias}", job);
        }

        if (job.Group is { } group && job.WantedName == group.Exit)
        {
            AddAlias(group.Name, job);
        }
    }

    private void AddAlias(string name, InvokedJob job)
    {
        if (!_aliases.TryGetValue(name, out var list))
        {
            _aliases[name] = list = [];
        }

        list.Add(job);
    }

    /// <summary>A job's own name goes before the alias of a matrix or the name of a group, and that before a name that several jobs wanted.</summary>
    private List<InvokedJob>? Find(string name) =>
        _named.TryGetValue(name, out var one) ? [one] : _aliases.GetValueOrDefault(name) ?? _ambiguous.GetValueOrDefault(name);

    private List<Requirement> ReadRequires(InvokedJob job)
    {
        var requirements = new List<Requirement>();
        var isAnyAbsent = false;
        var fields = new Fields(session, job.Invocation.Body, job.Scope, $"the job '{job.Invocation.Name.Text}'");
        foreach (var item in fields.Take("requires") switch { null or YamlUnknown => [], YamlSequence list => list.Items, var single => [single] })
        {
            isAnyAbsent |= ReadItem(job, item, requirements);
        }

        if (requirements.Count == 0 && isAnyAbsent)
        {
            _waitInVain.Add(job);
        }

        return requirements;
    }

    /// <returns>Whether something that it names is absent.</returns>
    private bool ReadItem(InvokedJob job, YamlNode item, List<Requirement> requirements)
    {
        switch (item)
        {
            case YamlScalar { Kind: not ScalarKind.Null } name:
                return !Add(job, name, Success, requirements);
            case YamlMapping map:
                return map.Entries.Aggregate(false, (isAbsent, entry) => !Add(job, entry.Key, ReadStatuses(entry.Value), requirements) || isAbsent);
            case not YamlUnknown:
                session.Diagnostics.Report(ShapeDiagnostics.BadListItem, item.Span, "'requires'", item.Describe());
                return false;
            default:
                return false;
        }
    }

    private List<RequiredStatus> ReadStatuses(YamlNode node)
    {
        var statuses = new List<RequiredStatus>();
        foreach (var item in node is YamlSequence list ? list.Items : [node])
        {
            if (item is YamlScalar scalar && Statuses(scalar.Text) is { } named)
            {
                statuses.AddRange(named.Except(statuses));
            }
            else if (item is not YamlUnknown)
            {
                var written = item is YamlScalar text ? text.Text : item.Describe();
                session.Diagnostics.ReportWithHint(WorkflowDiagnostics.UnknownStatus, item.Span, Suggestion.For(written, StatusNames), written);
            }
        }

        return statuses;
    }

    private static RequiredStatus[]? Statuses(string name) => name switch
    {
        "success" => [RequiredStatus.Success],
        "failed" => [RequiredStatus.Failed],
        "canceled" => [RequiredStatus.Canceled],
        "unauthorized" => [RequiredStatus.Unauthorized],
        "not_run" => [RequiredStatus.NotRun],
        "terminal" => [RequiredStatus.Success, RequiredStatus.Failed, RequiredStatus.Canceled, RequiredStatus.Unauthorized, RequiredStatus.NotRun],
        _ => null,
    };

    /// <returns>False: it is absent.</returns>
    private bool Add(InvokedJob job, YamlScalar name, IReadOnlyList<RequiredStatus> statuses, List<Requirement> requirements)
    {
        var isInside = job.Group is not null && !GroupInvoker.IsSynthetic(job);
        if (!session.TakeText(name, name.Text))
        {
            return true;
        }

        var wanted = isInside ? $"{job.Group!.Name}/{name.Text}" : name.Text;
        if (Find(wanted) is not { } found)
        {
            if (absent.Contains(wanted))
            {
                return false;
            }

            ReportMissing(job, name, isInside);
            return true;
        }

        if (!_named.ContainsKey(wanted) && !_aliases.ContainsKey(wanted))
        {
            session.Diagnostics.Report(WorkflowDiagnostics.AmbiguousRequirement, name.Span, name.Text);
        }

        if (!isInside && found.Exists(target => target.Group is not null && target.Plan.Name == wanted))
        {
            session.Diagnostics.Report(WorkflowDiagnostics.RequiresIntoGroup, name.Span, name.Text);
        }

        foreach (var target in found.Where(target => target != job).TakeWhile(target => session.Take(name, ExpansionBudget.AroundPart + target.Plan.Name.Length)))
        {
            requirements.Add(new Requirement(target.Plan.Name, statuses));
        }

        if (found.Count == 1 && found[0] == job)
        {
            session.Diagnostics.Report(WorkflowDiagnostics.RequiresCycle, name.Span, job.Plan.Name, $"{job.Plan.Name} → {job.Plan.Name}");
        }

        return true;
    }

    private void ReportMissing(InvokedJob job, YamlScalar name, bool isInside)
    {
        if (isInside && _named.ContainsKey(name.Text))
        {
            session.Diagnostics.Report(WorkflowDiagnostics.GroupRequiresOutside, name.Span, name.Text, job.Group!.Name);
        }
        else
        {
            session.Diagnostics.ReportWithHint(WorkflowDiagnostics.UnknownRequirement, name.Span, HintFor(name), name.Text);
        }
    }

    private string? HintFor(YamlScalar name)
    {
        var renamed = jobs.Find(other => other.Invocation.Name.Text == name.Text && other.HasOwnName);
        return renamed is null ? Suggestion.For(name.Text, _named.Keys.Concat(_aliases.Keys)) : $"In this workflow it has the name '{renamed.Plan.Name}'.";
    }
}
