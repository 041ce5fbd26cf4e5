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
    /// <param name="node">The value of <c>filters</c>, interpolated; null when it is absent.</param>
    public JobFilters? Read(YamlNode? node)
    {
        switch (node)
        {
            case null or YamlUnknown:
                return null;
            case YamlScalar text:
                return ReadExpression(text);
            default:
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

    private JobFilters ReadExpression(YamlScalar text)
    {
        if (text.Kind is ScalarKind.Boolean)
        {
            return new JobFilters(Expression: ScalarValues.ToText(text), ExpressionResult: Truth.Of(text));
        }

        if (!session.TakeText(text, text.Text))
        {
            return new JobFilters();
        }

        var result = scope.Library.HasReuse ? new ExpressionReader(session, scope).Evaluate(text, WorkflowDiagnostics.BadFilter) : null;
        return new JobFilters(Expression: text.Text, ExpressionResult: result);
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
