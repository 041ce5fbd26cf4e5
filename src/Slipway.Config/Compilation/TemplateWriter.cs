using System.Text;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;

namespace Slipway.Config.Compilation;

/// <summary>Writes a text with references in it: each value in its place, sections kept or left out.</summary>
internal sealed class TemplateWriter(CompileSession session, YamlScalar place, Scope scope, Interpolator interpolator)
{
    /// <summary>A long script of heredocs is understood after a few.</summary>
    private const int MaxUnclosed = 20;

    private readonly StringBuilder _text = new(place.Text.Length + 32);
    private Stack<(TemplatePart Start, bool IsKept)>? _sections;
    private bool _isUnknown;
    private bool _hasUnset;
    private int _unclosed;

    private bool IsKept => _sections is null || !_sections.TryPeek(out var section) || section.IsKept;

    public YamlNode Write(List<TemplatePart> parts)
    {
        foreach (var part in parts)
        {
            WritePart(part);
        }

        if (_sections is not null && _sections.TryPeek(out var open))
        {
            session.Diagnostics.Report(ParameterDiagnostics.UnclosedSection, Interpolator.SpanOf(open.Start, place), open.Start.Content);
            return YamlUnknown.At(place);
        }

        return _isUnknown ? YamlUnknown.At(place) : new YamlScalar(place, _text.ToString(), isPlain: false) { HasUnset = _hasUnset };
    }

    private void WritePart(TemplatePart part)
    {
        switch (part.Kind)
        {
            case TemplatePartKind.SectionStart or TemplatePartKind.InvertedStart:
                OpenSection(part);
                break;
            case TemplatePartKind.SectionEnd:
                CloseSection(part);
                break;
            case TemplatePartKind.Unclosed:
                ReportUnclosed(part);
                break;
            case TemplatePartKind.Reference:
                WriteReference(part);
                break;
            default:
                Append(part.Content);
                break;
        }
    }

    private void ReportUnclosed(TemplatePart part)
    {
        if (_unclosed++ < MaxUnclosed)
        {
            session.Diagnostics.Report(ParameterDiagnostics.UnclosedReference, Interpolator.SpanOf(part, place));
        }
    }

    private void Append(string text)
    {
        if (IsKept)
        {
            _text.Append(text);
        }
    }

    /// <summary>Counted before it is there: many references in one text may stand for a long one.</summary>
    private void AppendValue(string text)
    {
        if (IsKept && session.Take(place, text.Length))
        {
            _text.Append(text);
        }

        _isUnknown |= session.Budget.IsSpent;
    }

    private void WriteReference(TemplatePart part)
    {
        switch (interpolator.EvaluateReference(part, place, scope))
        {
            case null:
                Append(part.Raw);
                break;
            case YamlUnknown:
                _isUnknown = true;
                break;
            case YamlScalar scalar:
                _hasUnset |= scalar.HasUnset;
                AppendValue(ScalarValues.ToText(scalar));
                break;
            case BoundValue { ExecutorName: { } name }:
                AppendValue(name.Text);
                break;
            case var other:
                session.Diagnostics.Report(ParameterDiagnostics.NotForText, Interpolator.SpanOf(part, place), part.Content, other.Describe());
                _isUnknown = true;
                break;
        }
    }

    private void OpenSection(TemplatePart part)
    {
        var isKept = IsKept;
        if (ReferenceLookup.IsName(part.Content))
        {
            var value = interpolator.EvaluateReference(part, place, scope);
            _isUnknown |= value is YamlUnknown;
            isKept &= Truth.Of(value!) == (part.Kind == TemplatePartKind.SectionStart);
        }

        (_sections ??= new()).Push((part, isKept));
    }

    private void CloseSection(TemplatePart part)
    {
        if (_sections is not null && _sections.TryPeek(out var open) && open.Start.Content == part.Content)
        {
            _sections.Pop();
        }
        else
        {
            session.Diagnostics.Report(ParameterDiagnostics.OddReference, Interpolator.SpanOf(part, place), part.Content);
            Append(part.Raw);
        }
    }
}
