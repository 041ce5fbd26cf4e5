using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Doctor;

/// <summary>Whether the rules are there without which the engines that live are neither reached nor kept apart.</summary>
internal static class RulesChecks
{
    public static async Task<DoctorFinding> RunAsync(EngineSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var services = new EngineHostServices(settings, clock);
        var engines = services.Records.List().Count(record => record.State is EngineState.Idle or EngineState.Leased);
        if (engines == 0)
        {
            return new("rules", DoctorVerdict.Good, "no engine lives: loaded with the first, removed with the last");
        }
        var missing = await services.Network.MissingAsync(cancellationToken);
        return missing.Count == 0
            ? new("rules", DoctorVerdict.Good, $"all there, for engines: {engines}")
            : new("rules", DoctorVerdict.Missing, $"another program has removed what {engines} living engines need: {string.Join(", ", missing)}", "slipway engine reap");
    }
}
