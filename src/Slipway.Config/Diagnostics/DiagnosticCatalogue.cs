namespace Slipway.Config.Diagnostics;

/// <summary>Every code there is; docs/diagnostics.md has an entry for each.</summary>
public static class DiagnosticCatalogue
{
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        .. YamlDiagnostics.All,
        .. ShapeDiagnostics.All,
        .. ParameterDiagnostics.All,
        .. ReferenceDiagnostics.All,
        .. JobDiagnostics.All,
        .. WorkflowDiagnostics.All,
        .. OrbDiagnostics.All,
        .. PackingDiagnostics.All,
    ];
}
