using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Logic;
using Slipway.Config.Patterns;
using Slipway.Config.Yaml;
using Slipway.Model.Plans;

namespace Slipway.Config.Workflows;

/// <summary>Reads <c>filters</c> in both forms (https://circleci.com/docs/reference/configuration-reference/#jobfilters).</summary>
internal sealed class FilterReader(CompileSession session, Scope scope)
{
    /// <summary>Reads the key <c>filters</c>; null when it is absent.</summary>
    public JobFilters? Read(Fields fields)
    {
        var written = fields.Raw("filters");
        switch (fields.Evaluated("filters"))
        {
            case null or YamlUnknown:
                return null;
            case YamlScalar text:
                return ReadExpression(written as YamlScalar ?? text, text);
            case var node:
                return Shape.Map(session, node, "'filters'") is { } map ? ReadMap(map) : null;
        }
    }

    public RefFilter? ReadRefs(YamlNode? node, string label)
    {
        if (node is null or YamlUnknown)
        {
            return null;
        }

        if (node is YamlScalar or YamlSequence)
        {
            session.Diagnostics.ReportWithHint(ShapeDiagnostics.NotAMap, node.Span, "Write 'only:' or 'ignore:' before it.", label, node.Describe());
            return null;
        }

        var map = Shape.Map(session, node, label)!;
        var fields = new Fields(session, map, scope, label);
        var filter = new RefFilter(ReadPatterns(fields, "only"), ReadPatterns(fields, "ignore"));
        fields.Finish();
        return filter;
    }

    private JobFilters ReadExpression(YamlScalar written, YamlScalar text)
    {
        if (!session.TakeText(text, text.Text))
        {
            return new JobFilters();
        }

        // Version 2 has no expressions, only the results that processing writes.
        var result = scope.Library.HasReuse || text.Kind == ScalarKind.Boolean ? new ExpressionReader(session, scope).Evaluate(written, WorkflowDiagnostics.BadFilter) : null;
        return new JobFilters(Expression: ScalarValues.ToText(text), ExpressionResult: result);
    }

    private JobFilters ReadMap(YamlMapping map)
    {
        var fields = new Fields(session, map, scope, "'filters'");
        var filters = new JobFilters(ReadRefs(fields.Take("branches"), "'branches' of 'filters'"), ReadRefs(fields.Take("tags"), "'tags' of 'filters'"));
        fields.Finish();
        return filters;
    }

    private IReadOnlyList<string>? ReadPatterns(Fields fields, string key)
    {
        var patterns = fields.Texts(key);
        foreach (var pattern in patterns ?? [])
        {
            if (FullMatchPattern.IsDelimited(pattern) && FullMatchPattern.Parse(pattern[1..^1]) is { Error: { } error })
            {
                var node = fields.Map[key]!;
                var span = node.Document.Find(node.Start, node.End, pattern);
                session.Diagnostics.Report(WorkflowDiagnostics.BadPattern, span, pattern, error.Message);
            }
        }

        return patterns;
    }
}
