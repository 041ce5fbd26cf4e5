namespace Slipway.Model.Diagnostics;

/// <summary>How much a <see cref="Diagnostic"/> weighs: an error makes the config invalid, a warning does not.</summary>
public enum Severity
{
    Error,
    Warning,
}
