using Slipway.Config.Yaml;
using Slipway.Model.Diagnostics;

namespace Slipway.Config.Packing;

/// <summary>What came of packing a tree.</summary>
/// <param name="Yaml">The one text; null exactly when there is an error among the diagnostics.</param>
/// <param name="Diagnostics">Everything found, with places in the tree's files.</param>
/// <param name="Sources">The files that were read, for showing lines of them.</param>
public sealed record PackResult(string? Yaml, IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<SourceDocument> Sources);
