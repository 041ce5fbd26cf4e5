using System.Diagnostics.CodeAnalysis;
using Slipway.Engines.Api;
using Slipway.Engines.Identity;
using Slipway.Engines.LayerCaches;
using Slipway.Engines.Leases;

namespace Slipway.Engines.Lifecycle;

/// <summary>Turns a used engine's data root into what the next one may start from: without the job's containers, networks and nameless volumes, and cleanly closed.</summary>
internal sealed class LayerCommit(EngineHostServices services, Action<string> report)
{
    /// <summary>Scrubs, stops and commits; whatever fails, and whatever the engine answers, the head there is stays and the engine can be removed.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "What an engine can bring about here may cost its layers alone.")]
    public async Task CommitAsync(EngineId id, EngineRecord record, CancellationToken cleanupToken)
    {
        try
        {
            using (var api = new EngineApi(record.Address, record.Certificates, services.Time))
            {
                await new EngineScrub(api.Http, services.Time).RunAsync(LayerCacheLimits.Of(services.Settings).HeadBytes, cleanupToken);
            }
            await services.SandboxOf(id).StopAsync(cleanupToken);
            var commit = await services.Storage.CommitAsync(id.Value, cleanupToken);
            if (!commit.Accepted)
            {
                report($"Layer cache of {record.LayerCache?.Project}: {commit.Reason}");
            }
        }
        catch (Exception failure)
        {
            report($"Layer cache of {record.LayerCache?.Project}: not kept, {failure.Message}");
        }
    }
}
