using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;
using Slipway.Model.Diagnostics;

namespace Slipway.Config.Libraries;

/// <summary>Finds what a name means in a library: its own element, or <c>orb/element</c>.</summary>
internal sealed class ElementFinder(CompileSession session)
{
    /// <summary>
    /// The element, or null. <paramref name="isOpaque"/> tells that the name belongs to an orb that could not be had, or is reported already,
    /// so that nothing more can be said of it.
    /// </summary>
    public Element? Find(Library library, ElementKind kind, string name, SourceSpan span, out bool isOpaque)
    {
        isOpaque = false;
        if (library.Elements(kind).TryGetValue(name, out var own))
        {
            return own.StandsFor is { } other ? Follow(own, other, out isOpaque) : own;
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash <= 0 ? null : FindInOrb(library, kind, name[..slash], name[(slash + 1)..], span, out isOpaque);
    }

    private Element? Follow(Element alias, YamlScalar other, out bool isOpaque)
    {
        isOpaque = true;
        if (alias.IsOpen)
        {
            session.Diagnostics.Report(ReferenceDiagnostics.NameCycle, other.Span, alias.Word, alias.QualifiedName);
            return null;
        }

        (alias.IsOpen, alias.IsReferenced, alias.IsUsed) = (true, true, true);
        var found = Find(alias.Owner, alias.Kind, other.Text, other.Span, out isOpaque);
        alias.IsOpen = false;
        if (found is null && !isOpaque)
        {
            isOpaque = true;
            var descriptor = alias.Kind == ElementKind.Job ? ReferenceDiagnostics.UnknownJob : ReferenceDiagnostics.UnknownStep;
            session.Diagnostics.ReportWithHint(descriptor, other.Span, Suggestion.NearestOf(other.Text, alias.Owner.Elements(alias.Kind).Keys), other.Text);
        }

        return found;
    }

    private Element? FindInOrb(Library library, ElementKind kind, string orb, string name, SourceSpan span, out bool isOpaque)
    {
        isOpaque = true;
        if (!library.Orbs.TryGetValue(orb, out var binding))
        {
            session.Diagnostics.ReportWithHint(ReferenceDiagnostics.UnknownOrb, span, Suggestion.For(orb, library.Orbs.Keys) ?? "Add it under 'orbs' at the top of the config.", orb);
            return null;
        }

        binding.IsUsed = true;
        if (binding.Library is null)
        {
            return null;
        }

        var elements = binding.Library.Elements(kind);
        if (!elements.TryGetValue(name, out var element))
        {
            var word = kind switch { ElementKind.Command => "command", ElementKind.Executor => "executor", _ => "job" };
            session.Diagnostics.ReportWithHint(ReferenceDiagnostics.NotInOrb, span, Suggestion.For(name, elements.Keys), orb, word, name);
        }

        return element?.StandsFor is { } other ? Follow(element, other, out isOpaque) : element;
    }
}
