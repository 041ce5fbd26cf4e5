using System.Globalization;
using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Parameters;
using Slipway.Config.Yaml;

namespace Slipway.Config.Matrix;

/// <summary>Reads <c>matrix</c> and makes its combinations (https://circleci.com/docs/reference/configuration-reference/#matrix).</summary>
/// <param name="session">The compilation.</param>
/// <param name="scope">That of the workflow.</param>
/// <param name="keysBeside">Keys of a job in a workflow, which a matrix can give as well as parameters.</param>
internal sealed class MatrixReader(CompileSession session, Scope scope, IReadOnlySet<string> keysBeside)
{
    public const int MaxJobs = 2000;

    private readonly ArgumentReader _arguments = new(session);

    /// <summary>Null after an error.</summary>
    /// <param name="node">The value of <c>matrix</c>.</param>
    /// <param name="job">The job; null when its orb could not be had.</param>
    /// <param name="jobName">Its name as written.</param>
    public MatrixPlan? Read(YamlNode node, Element? job, string jobName)
    {
        if (Shape.Map(session, node, "'matrix'") is not { } map)
        {
            return null;
        }

        var fields = new Fields(session, map, scope, "'matrix'");
        var alias = fields.Text("alias") ?? jobName;
        var parameters = fields.Take("parameters");
        var exclude = fields.Take("exclude");
        fields.Finish(ShapeDiagnostics.ForbiddenKey);
        if (parameters is null)
        {
            return Shape.Missing<MatrixPlan>(session, map, "'matrix'", "parameters");
        }

        if (Shape.Map(session, parameters, "'parameters' of 'matrix'") is not { } axes || ReadAxes(axes, job, jobName) is not { } values || !IsSmallEnough(values, map))
        {
            return null;
        }

        var combinations = Exclude(Combine(values), exclude, values);
        if (combinations.Count == 0)
        {
            session.Diagnostics.Report(WorkflowDiagnostics.MatrixEmpty, map.Span);
        }

        return new MatrixPlan(alias, combinations);
    }

    private List<MatrixAxis>? ReadAxes(YamlMapping axes, Element? job, string jobName)
    {
        var read = new List<MatrixAxis>();
        var isWhole = true;
        foreach (var (key, value) in axes.Entries)
        {
            if (ReadAxis(key, value, job, jobName) is { } values)
            {
                read.Add(new MatrixAxis(key.Text, values));
            }
            else
            {
                isWhole = false;
            }
        }

        return isWhole ? read : null;
    }

    private IReadOnlyList<YamlNode>? ReadAxis(YamlScalar key, YamlNode value, Element? job, string jobName)
    {
        if (value is YamlScalar { Kind: ScalarKind.Null } or YamlScalar { IsUnset: true })
        {
            return [];
        }

        if (value is not YamlSequence list)
        {
            if (value is not YamlUnknown)
            {
                session.Diagnostics.Report(WorkflowDiagnostics.MatrixValues, value.Span, key.Text, value.Describe());
            }

            return null;
        }

        if (job is null || job.Parameters.IsIncomplete || keysBeside.Contains(key.Text))
        {
            return list.Items;
        }

        if (job.Parameters.Find(key.Text) is not { } declaration)
        {
            session.Diagnostics.ReportWithHint(WorkflowDiagnostics.MatrixUnknownParameter, key.Span, Suggestion.For(key.Text, job.Parameters.Names), jobName, key.Text);
            return null;
        }

        return [.. list.Items.Select(item => _arguments.Coerce(declaration, item, scope.Library))];
    }

    private bool IsSmallEnough(List<MatrixAxis> axes, YamlMapping map)
    {
        var count = axes.Aggregate(1.0, (product, axis) => product * axis.Values.Count);
        if (count > MaxJobs)
        {
            session.Diagnostics.Report(WorkflowDiagnostics.MatrixTooLarge, map.Span, count.ToString("F0", CultureInfo.InvariantCulture), MaxJobs);
        }

        // Each combination grows by one parameter at a time.
        return count <= MaxJobs && session.Take(map, (long)(count * axes.Count * axes.Count));
    }

    /// <summary>All combinations; the last parameter changes fastest.</summary>
    private static List<MatrixValues> Combine(List<MatrixAxis> axes)
    {
        List<MatrixValues> combinations = [new MatrixValues([])];
        foreach (var axis in axes)
        {
            combinations = [.. combinations.SelectMany(combination => axis.Values.Select(value => combination.With(axis.Name, value)))];
        }

        return axes.Count == 0 ? [] : combinations;
    }

    private List<MatrixValues> Exclude(List<MatrixValues> combinations, YamlNode? exclude, List<MatrixAxis> axes)
    {
        if (exclude is null || Shape.List(session, exclude, "'exclude' of 'matrix'") is not { } list)
        {
            return combinations;
        }

        foreach (var item in list.Items)
        {
            if (Shape.Map(session, item, "an exclusion of 'matrix'") is { } map && IsComplete(map, axes) && session.Take(item, (long)combinations.Count * axes.Count) && combinations.RemoveAll(combination => combination.Fits(map)) == 0)
            {
                session.Diagnostics.Report(WorkflowDiagnostics.ExcludeNothing, item.Span);
            }
        }

        return combinations;
    }

    private bool IsComplete(YamlMapping map, List<MatrixAxis> axes)
    {
        var isComplete = true;
        foreach (var axis in axes.Where(axis => map[axis.Name] is null))
        {
            session.Diagnostics.Report(WorkflowDiagnostics.ExcludeIncomplete, map.Span, axis.Name);
            isComplete = false;
        }

        foreach (var (key, _) in map.Entries.Where(entry => axes.TrueForAll(axis => axis.Name != entry.Key.Text)))
        {
            session.Diagnostics.ReportWithHint(WorkflowDiagnostics.ExcludeUnknown, key.Span, Suggestion.For(key.Text, axes.Select(axis => axis.Name)), key.Text);
            isComplete = false;
        }

        return isComplete;
    }
}

/// <summary>The combinations of a matrix, and the name by which all of its jobs can be required.</summary>
internal sealed record MatrixPlan(string Alias, IReadOnlyList<MatrixValues> Combinations);

/// <summary>One parameter of a matrix and the values it takes.</summary>
internal sealed record MatrixAxis(string Name, IReadOnlyList<YamlNode> Values);
