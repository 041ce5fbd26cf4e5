using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;
using Slipway.Model.Plans;

namespace Slipway.Config.Workflows;

/// <summary>Reads <c>triggers</c> of a workflow (https://circleci.com/docs/reference/configuration-reference/#triggers).</summary>
internal sealed class ScheduleReader(CompileSession session, Scope scope)
{
    public IReadOnlyList<SchedulePlan> Read(YamlNode? node)
    {
        if (node is null or YamlUnknown || Shape.List(session, node, "'triggers'") is not { } list)
        {
            return [];
        }

        return [.. list.Items.Select(ReadTrigger).OfType<SchedulePlan>()];
    }

    private SchedulePlan? ReadTrigger(YamlNode node)
    {
        if (Shape.Map(session, node, "a trigger") is not { } map)
        {
            return null;
        }

        if (map["schedule"] is not { } schedule)
        {
            return Shape.Missing<SchedulePlan>(session, map, "a trigger", "schedule");
        }

        return Shape.Map(session, schedule, "'schedule'") is { } inner ? ReadSchedule(new Fields(session, inner, scope, "'schedule'")) : null;
    }

    private SchedulePlan ReadSchedule(Fields fields)
    {
        var cron = fields.RequiredText("cron");
        if (cron.Length > 0 && fields.Map["cron"] is { } node)
        {
            Check(cron, node);
        }

        var filters = fields.Take("filters");
        fields.Finish();
        if (filters is not YamlMapping map)
        {
            session.Diagnostics.Report(ShapeDiagnostics.MissingKey, fields.Map.Span, Shape.Sentence(fields.Label), "filters");
            return new SchedulePlan(cron, new RefFilter());
        }

        var inner = new Fields(session, map, scope, "'filters'");
        var branches = new FilterReader(session, scope).ReadRefs(inner.Take("branches"), "'branches' of 'filters'");
        inner.Ignore("tags");
        inner.Finish();
        return new SchedulePlan(cron, branches ?? new RefFilter());
    }

    private void Check(string cron, YamlNode node)
    {
        if (Timetable.Fault(cron) is { } fault)
        {
            session.Diagnostics.Report(WorkflowDiagnostics.BadCron, node.Span, cron, fault);
        }
        else if (Timetable.Extension(cron) is { } extension)
        {
            session.Diagnostics.Report(WorkflowDiagnostics.UnsupportedCron, node.Span, cron, extension);
        }
    }
}
