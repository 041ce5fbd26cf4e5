using Slipway.Config.Compilation;
using Slipway.Config.Diagnostics;
using Slipway.Config.Parameters;
using Slipway.Config.Yaml;
using Slipway.Model.Plans;

namespace Slipway.Config.Workflows;

/// <summary>Reads <c>triggers</c> of a workflow (https://circleci.com/docs/reference/configuration-reference/#triggers).</summary>
internal sealed class ScheduleReader(CompileSession session, Scope scope)
{
    private static readonly (string Name, int Least, int Most)[] CronFields = [("minute", 0, 59), ("hour", 0, 23), ("day of the month", 1, 31), ("month", 1, 12), ("day of the week", 0, 7)];
    private static readonly string[] Words = ["sun", "mon", "tue", "wed", "thu", "fri", "sat", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

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
        if (fields.Map["cron"] is YamlScalar { HasReferences: false } node && Complaint(cron) is { } complaint)
        {
            session.Diagnostics.Report(WorkflowDiagnostics.BadCron, node.Span, cron, complaint);
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

    private static string? Complaint(string cron)
    {
        var parts = cron.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != CronFields.Length)
        {
            return $"it has {parts.Length} fields";
        }

        for (var i = 0; i < parts.Length; i++)
        {
            var (name, least, most) = CronFields[i];
            if (!parts[i].Split(',').All(part => IsGood(part, least, most)))
            {
                return $"'{parts[i]}' is no {name}";
            }
        }

        return null;
    }

    private static bool IsGood(string part, int least, int most)
    {
        var step = part.Split('/');
        if (step.Length > 2 || (step.Length == 2 && !int.TryParse(step[1], out _)))
        {
            return false;
        }

        var ends = step[0].Split('-');
        return step[0] == "*" || (ends.Length <= 2 && Array.TrueForAll(ends, end => Words.Contains(end.ToLowerInvariant()) || (int.TryParse(end, out var number) && number >= least && number <= most)));
    }
}
