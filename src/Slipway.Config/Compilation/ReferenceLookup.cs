using System.Buffers;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Expressions;
using Slipway.Config.PipelineValues;
using Slipway.Config.Yaml;
using Slipway.Model.Diagnostics;

namespace Slipway.Config.Compilation;

/// <summary>Finds the value of <c>parameters.x</c>, <c>matrix.x</c> and <c>pipeline.x</c>, and blames names that lead nowhere.</summary>
internal sealed class ReferenceLookup(CompileSession session, Scope scope)
{
    private const string Parameters = "parameters.";
    private const string Matrix = "matrix.";
    private const string Pipeline = "pipeline.";
    private const string PipelineParameters = "pipeline.parameters.";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

    /// <summary>Set when a value was asked for that is not known or was wrong.</summary>
    public bool MetUnknown { get; private set; }

    public static bool IsName(string text) =>
        StartsWithRoot(text) && !text.AsSpan().ContainsAnyExcept(NameCharacters);

    public static bool StartsWithRoot(string text) =>
        text.StartsWith(Parameters, StringComparison.Ordinal) || text.StartsWith(Pipeline, StringComparison.Ordinal) || text.StartsWith(Matrix, StringComparison.Ordinal);

    /// <summary>The value of a name; a <see cref="YamlUnknown"/> after a report or for what is not known yet.</summary>
    public YamlNode Find(string name, ReferencePlace place)
    {
        var value = name.StartsWith(Parameters, StringComparison.Ordinal) ? FindParameter(name[Parameters.Length..], place)
            : name.StartsWith(Matrix, StringComparison.Ordinal) ? FindMatrixValue(name[Matrix.Length..], place)
            : FindPipelineValue(name, place);
        MetUnknown |= value is YamlUnknown;
        return value;
    }

    /// <summary>The same for a variable inside an expression; null when there is no such value.</summary>
    public ExpressionValue? FindInExpression(string name, ReferencePlace place)
    {
        if (!StartsWithRoot(name))
        {
            return null;
        }

        if (name.StartsWith(Pipeline, StringComparison.Ordinal) && !name.StartsWith(PipelineParameters, StringComparison.Ordinal) && scope.Library.SeesPipeline)
        {
            return session.Pipeline.Values.FindInExpression(name) ?? Unknown(Find(name, place));
        }

        var found = Find(name, place);
        return ScalarValues.ToExpression(found) ?? Unknown(found);
    }

    private ExpressionValue.Null Unknown(YamlNode found)
    {
        MetUnknown |= found is not YamlScalar;
        return ExpressionValue.Null.Instance;
    }

    private YamlNode FindParameter(string name, ReferencePlace place)
    {
        if (scope.Parameters.Find(name) is { } declaration)
        {
            declaration.IsUsed = true;
        }

        if (scope.Arguments.TryGetValue(name, out var value))
        {
            return value;
        }

        if (!scope.Parameters.IsIncomplete && scope.Parameters.Find(name) is null)
        {
            session.Diagnostics.ReportWithHint(ParameterDiagnostics.UndeclaredParameter, place.Span, Hint(name), name);
        }

        return YamlUnknown.At(place.Node);
    }

    private string? Hint(string name)
    {
        if (session.Pipeline.Parameters.Find(name) is not null && scope.Library.SeesPipeline)
        {
            return $"Did you mean 'pipeline.parameters.{name}'?";
        }

        return scope.Parameters.All.Count == 0
            ? "Declare it under 'parameters' of the command, job or executor around it."
            : Suggestion.For(name, scope.Parameters.Names);
    }

    private YamlNode FindMatrixValue(string name, ReferencePlace place)
    {
        if (scope.Matrix is not null && scope.Matrix.TryGetValue(name, out var value))
        {
            return value;
        }

        session.Diagnostics.ReportWithHint(ParameterDiagnostics.MatrixValueOutside, place.Span, Suggestion.For(name, scope.Matrix?.Keys ?? []), name);
        return YamlUnknown.At(place.Node);
    }

    private YamlNode FindPipelineValue(string name, ReferencePlace place)
    {
        if (!scope.Library.SeesPipeline)
        {
            session.Diagnostics.Report(ParameterDiagnostics.PipelineValueInOrb, place.Span, name);
            return YamlUnknown.At(place.Node);
        }

        return name.StartsWith(PipelineParameters, StringComparison.Ordinal)
            ? FindPipelineParameter(name[PipelineParameters.Length..], place)
            : FindBuiltIn(name, place);
    }

    private YamlNode FindPipelineParameter(string name, ReferencePlace place)
    {
        if (session.Pipeline.Find(name) is { } value)
        {
            return value;
        }

        if (!session.Pipeline.Parameters.IsIncomplete)
        {
            session.Diagnostics.ReportWithHint(ParameterDiagnostics.UndeclaredPipelineParameter, place.Span, Suggestion.NearestOf(name, session.Pipeline.Parameters.Names), name);
        }

        return YamlScalar.UnsetAt(place.Node);
    }

    private YamlScalar FindBuiltIn(string name, ReferencePlace place)
    {
        var value = session.Pipeline.Values.Find(name);
        if (value is null)
        {
            session.Diagnostics.ReportWithHint(ParameterDiagnostics.UnknownPipelineValue, place.Span, Suggestion.NearestOf(name, PipelineValueCatalogue.Names()), name);
        }

        return value is null or ExpressionValue.Text { Value: "" } ? YamlScalar.UnsetAt(place.Node) : ScalarValues.ToNode(value, place.Node);
    }
}

/// <summary>Where a reference stands: the text that holds it, and the part of that text. Its span is worked out only for a report.</summary>
/// <param name="Node">The text.</param>
/// <param name="Raw">The part as written.</param>
/// <param name="Opening">How many <c>&lt;&lt;</c> come before it; null for a name in a bare expression.</param>
internal readonly record struct ReferencePlace(YamlScalar Node, string Raw, int? Opening = null)
{
    public SourceSpan Span => Opening is { } opening ? Node.Document.FindReference(Node.Start, Node.End, Raw, opening) : Node.Document.Find(Node.Start, Node.End, Raw);
}
