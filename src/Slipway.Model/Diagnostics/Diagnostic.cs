namespace Slipway.Model.Diagnostics;

/// <summary>One thing that is wrong, or odd, in what the user wrote. docs/diagnostics.md has an entry per code.</summary>
/// <param name="Code">The code of the catalogue, such as <c>SLW0103</c>.</param>
/// <param name="Severity">An error makes the config invalid.</param>
/// <param name="Span">Where it is.</param>
/// <param name="Message">One sentence, without a full stop at its end.</param>
/// <param name="Hint">The way out: "did you mean …", or what is allowed.</param>
public sealed record Diagnostic(string Code, Severity Severity, SourceSpan Span, string Message, string? Hint = null);
