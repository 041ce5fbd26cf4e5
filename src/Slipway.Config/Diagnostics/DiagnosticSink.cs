using System.Globalization;
using Slipway.Model.Diagnostics;
using Slipway.Model.Terminals;

namespace Slipway.Config.Diagnostics;

/// <summary>Gathers everything that is found in one compilation: each code once per place, so that a definition that is used ten times is blamed once.</summary>
internal sealed class DiagnosticSink
{
    /// <summary>More than anyone reads; a broken generator can make millions.</summary>
    private const int MaxDiagnostics = 1000;

    /// <summary>Letters of a text that a message or a hint repeats.</summary>
    private const int MaxRepeated = 400;

    private readonly HashSet<(string File, SourcePosition Start, string Message)> _seen = [];
    private readonly List<Diagnostic> _found = [];
    private readonly HashSet<string> _filesOfOthers = new(StringComparer.Ordinal);
    private readonly Dictionary<(string File, SourcePosition Start), (string Anchor, int Line)> _aliases = [];
    private bool _isClosed;

    public bool HasErrors { get; private set; }

    /// <summary>Set while something is looked at that no workflow reaches: CircleCI never resolves names there, so wrong ones are warnings.</summary>
    public bool IsUnreached { get; set; }

    public int Count => _found.Count;

    /// <summary>Silences warnings about a text that came from a registry: its user cannot mend it.</summary>
    public void AddFileOfOthers(string file) => _filesOfOthers.Add(file);

    /// <summary>What is wrong where this alias stands is said together with the line of its anchor.</summary>
    public void AddAlias(SourceSpan alias, string anchor, int line) => _aliases[(alias.File, alias.Start)] = (anchor, line);

    /// <summary>Reports with the hint of the catalogue.</summary>
    public void Report(DiagnosticDescriptor descriptor, SourceSpan span, params ReadOnlySpan<object?> arguments) =>
        Add(descriptor, span, descriptor.Hint, arguments);

    /// <summary>Reports with a hint made for this place; null means the one of the catalogue.</summary>
    public void ReportWithHint(DiagnosticDescriptor descriptor, SourceSpan span, string? hint, params ReadOnlySpan<object?> arguments) =>
        Add(descriptor, span, hint ?? descriptor.Hint, arguments);

    /// <summary>Reports an error that ends the compilation: what would be reported after it comes of it.</summary>
    public void ReportLast(DiagnosticDescriptor descriptor, SourceSpan span, params ReadOnlySpan<object?> arguments)
    {
        if (!_isClosed)
        {
            _isClosed = true;
            HasErrors = true;
            _found.Add(new Diagnostic(descriptor.Code, descriptor.Severity, span, Format(descriptor, arguments), descriptor.Hint));
        }
    }

    /// <summary>Everything found, by file and place; the order of files is that of their first diagnostic.</summary>
    public IReadOnlyList<Diagnostic> ToSortedList()
    {
        var files = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var diagnostic in _found)
        {
            files.TryAdd(diagnostic.Span.File, files.Count);
        }

        return [.. _found
            .OrderBy(d => files[d.Span.File])
            .ThenBy(d => d.Span.Start.Line)
            .ThenBy(d => d.Span.Start.Column)
            .ThenBy(d => d.Code, StringComparer.Ordinal)];
    }

    private static bool IsAboutNames(string code) => code.StartsWith("SLW02", StringComparison.Ordinal) || code.StartsWith("SLW03", StringComparison.Ordinal);

    private void Add(DiagnosticDescriptor descriptor, SourceSpan span, string? hint, ReadOnlySpan<object?> arguments)
    {
        var severity = IsUnreached && IsAboutNames(descriptor.Code) ? Severity.Warning : descriptor.Severity;
        if (_isClosed || (severity == Severity.Warning && _filesOfOthers.Contains(span.File)))
        {
            return;
        }

        if (_found.Count >= MaxDiagnostics)
        {
            HasErrors |= severity == Severity.Error;
            return;
        }

        var message = Format(descriptor, arguments) + AliasAt(span);
        if (_seen.Add((span.File, span.Start, message)))
        {
            HasErrors |= severity == Severity.Error;
            _found.Add(new Diagnostic(descriptor.Code, severity, span, message, hint is null ? null : CutText.Cut(hint, MaxRepeated)));
        }
    }

    private string AliasAt(SourceSpan span) =>
        _aliases.TryGetValue((span.File, span.Start), out var alias) ? string.Create(CultureInfo.InvariantCulture, $" (the anchor '&{CutText.Cut(alias.Anchor, MaxRepeated)}' is on line {alias.Line})") : string.Empty;

    /// <summary>A text of the config may have millions of letters, and a thousand messages may repeat it.</summary>
    private static string Format(DiagnosticDescriptor descriptor, ReadOnlySpan<object?> arguments)
    {
        var cut = arguments.ToArray();
        foreach (ref var argument in cut.AsSpan())
        {
            argument = argument is string text ? CutText.Cut(text, MaxRepeated) : argument;
        }

        return string.Format(CultureInfo.InvariantCulture, descriptor.Message, cut);
    }
}
