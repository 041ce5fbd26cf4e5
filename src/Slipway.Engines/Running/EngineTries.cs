using Slipway.Engines.Identity;
using Slipway.Engines.Leases;

namespace Slipway.Engines.Running;

/// <summary>
/// Makes an engine also where the first try met what the next need not meet: a layer cache head on which no dockerd starts (the maker
/// has removed it then), or a start that took too long.
/// </summary>
internal sealed class EngineTries(EngineParts parts, EngineMaker maker)
{
    /// <summary>A scope's own head, then the trusted one, then none.</summary>
    private const int MostTries = 3;

    public async Task<EngineRecord> MakeAsync(EngineRequest request, EngineOwner owner, Action<string> onProgress, CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        for (var tries = 1; ; tries++)
        {
            try
            {
                var record = await maker.MakeAsync(request, owner, idle: false, onProgress, cancellationToken);
                return warnings.Count == 0 ? record : Warned(record, warnings);
            }
            catch (EngineStartException failure) when (MayHelp(failure, tries))
            {
                var warning = failure.OnLayerCache
                    ? $"No dockerd starts on the layer cache head of project '{request.LayerCache?.Project}': it is removed, and the engine starts without it."
                    : "The engine took too long to start; another is made.";
                warnings.Add(warning);
                onProgress(warning);
            }
        }
    }

    private static bool MayHelp(EngineStartException failure, int tries) => failure.OnLayerCache ? tries < MostTries : failure.Late && tries == 1;

    private EngineRecord Warned(EngineRecord record, List<string> warnings)
    {
        var warned = record with { Warnings = [.. warnings, .. record.Warnings] };
        parts.Records.Save(warned);
        return warned;
    }
}
