using Slipway.Model.Diagnostics;

namespace Slipway.Config.Diagnostics;

/// <summary>What is the same in every diagnostic of one code.</summary>
/// <param name="Code"><c>SLW</c> and four digits; never given to another meaning later.</param>
/// <param name="Severity">An error makes the config invalid.</param>
/// <param name="Message">One sentence with <c>{0}</c> for what differs, without a full stop at its end.</param>
/// <param name="Hint">The way out where it is always the same one.</param>
public sealed record DiagnosticDescriptor(string Code, Severity Severity, string Message, string? Hint = null);
