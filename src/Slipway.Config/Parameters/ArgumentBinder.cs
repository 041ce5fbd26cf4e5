using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;
using Slipway.Model.Diagnostics;

namespace Slipway.Config.Parameters;

/// <summary>Joins the arguments of a call with the parameters of what is called.</summary>
internal sealed class ArgumentBinder(CompileSession session)
{
    private readonly ArgumentReader _reader = new(session);

    /// <summary>The scope inside the called element.</summary>
    /// <param name="element">What is called.</param>
    /// <param name="given">The arguments as written in the caller's scope.</param>
    /// <param name="caller">The caller's scope.</param>
    /// <param name="place">Where to report what is missing.</param>
    /// <param name="keysBeside">Keys that can stand beside the arguments, and may be meant by one that fits no parameter.</param>
    public Scope Bind(Element element, IReadOnlyList<YamlEntry> given, Scope caller, SourceSpan place, params IEnumerable<string> keysBeside)
    {
        var arguments = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var (key, value) in given)
        {
            var evaluated = session.Interpolator.Evaluate(value, caller);
            if (element.Parameters.Find(key.Text) is { } declaration)
            {
                arguments[key.Text] = _reader.Coerce(declaration, evaluated, caller.Library);
            }
            else if (!element.Parameters.IsIncomplete)
            {
                ReportUnexpected(element, key, keysBeside);
            }
        }

        return Complete(element, arguments, place);
    }

    /// <summary>The scope in which an element is checked by itself: every parameter is there, and none has a value.</summary>
    public static Scope Unbound(Element element)
    {
        var arguments = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var declaration in element.Parameters.All)
        {
            arguments[declaration.Name] = YamlUnknown.At(element.Key);
        }

        return new Scope(element.Owner) { Element = element, Parameters = element.Parameters, Arguments = arguments, IsChecking = true };
    }

    private Scope Complete(Element element, Dictionary<string, YamlNode> arguments, SourceSpan place)
    {
        var scope = new Scope(element.Owner) { Element = element, Parameters = element.Parameters, Arguments = arguments };
        foreach (var declaration in element.Parameters.All)
        {
            if (arguments.ContainsKey(declaration.Name))
            {
                continue;
            }

            if (declaration.Default is null)
            {
                session.Diagnostics.Report(ParameterDiagnostics.MissingArgument, place, Shape.Sentence(element.Label), declaration.Name);
                arguments[declaration.Name] = YamlUnknown.At(element.Key);
            }
            else if (!declaration.Default.HasReferences)
            {
                arguments[declaration.Name] = _reader.Coerce(declaration, declaration.Default, element.Owner);
            }
        }

        AddComputedDefaults(element, scope, arguments);
        return scope;
    }

    /// <summary>Defaults that refer to pipeline values or to other parameters come last, so that those have values.</summary>
    private void AddComputedDefaults(Element element, Scope scope, Dictionary<string, YamlNode> arguments)
    {
        foreach (var declaration in element.Parameters.All)
        {
            if (!arguments.ContainsKey(declaration.Name))
            {
                var value = session.Interpolator.Evaluate(declaration.Default!, scope);
                arguments[declaration.Name] = _reader.Coerce(declaration, value, element.Owner);
            }
        }
    }

    private void ReportUnexpected(Element element, YamlScalar key, IEnumerable<string> keysBeside)
    {
        var names = element.Parameters.Names.ToList();
        var hint = Suggestion.NearestOf(key.Text, names.Concat(keysBeside))
            ?? (names.Count == 0 ? $"{Shape.Sentence(element.Label)} has no parameters." : Suggestion.For(key.Text, names));
        session.Diagnostics.ReportWithHint(ParameterDiagnostics.UnexpectedArgument, key.Span, hint, Shape.Sentence(element.Label), key.Text);
    }
}
