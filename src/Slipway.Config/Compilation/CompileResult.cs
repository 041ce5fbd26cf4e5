using Slipway.Config.Yaml;
using Slipway.Model.Diagnostics;
using Slipway.Model.Plans;

namespace Slipway.Config.Compilation;

/// <summary>What came of a compilation.</summary>
/// <param name="Plan">Null exactly when there is an error among the diagnostics.</param>
/// <param name="Diagnostics">Everything found, sorted by place.</param>
/// <param name="Sources">The texts that were read (the config first, then orbs), for showing lines of them.</param>
public sealed record CompileResult(Plan? Plan, IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<SourceDocument> Sources)
{
    public bool IsValid => Plan is not null;
}
