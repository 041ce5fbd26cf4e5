using Slipway.Engines.Leases;
using Slipway.Linux.Processes;

namespace Slipway.Engines.Lifecycle;

/// <summary>
/// Makes an engine also where the first try met what the next need not meet: a layer cache head on which it does not start, or a start
/// that took too long. A head is removed only when an engine without it has started.
/// </summary>
internal sealed class EngineStartRetry(EngineHostServices services, EngineMaker maker)
{
    public async Task<EngineRecord> MakeAsync(EngineRequest request, OwnerProcess owner, Action<string> onProgress, CancellationToken cancellationToken)
    {
        var build = new EngineBuild(request, owner);
        try
        {
            return await MakeAsync(build, onProgress, cancellationToken);
        }
        catch (EngineStartException failure) when (failure.Head is not null)
        {
            onProgress($"No engine starts on the layer cache head of project '{request.LayerCache!.Project}'; one without it is made.");
            var record = await MakeAsync(build with { StartEmpty = true }, onProgress, cancellationToken);
            var removed = failure.HeadIsSuspect && await services.Storage.RejectHeadAsync(failure.Head, request.LayerCache, cancellationToken);
            return await WarnAsync(record, removed
                ? $"No dockerd starts on the layer cache head of project '{request.LayerCache.Project}': it is removed, and the engine starts without it."
                : $"The engine did not start on the layer cache head of project '{request.LayerCache.Project}', and starts without it. {failure.Message}");
        }
    }

    /// <summary>Once more, where the first took too long and it was not for the head.</summary>
    private async Task<EngineRecord> MakeAsync(EngineBuild build, Action<string> onProgress, CancellationToken cancellationToken)
    {
        try
        {
            return await maker.MakeAsync(build, onProgress, cancellationToken);
        }
        catch (EngineStartException failure) when (failure.MayPass)
        {
            const string Warning = "The engine took too long to start; another is made.";
            onProgress(Warning);
            return await WarnAsync(await maker.MakeAsync(build, onProgress, cancellationToken), Warning);
        }
    }

    /// <summary>Takes no token: whoever asked has the engine already.</summary>
    private async Task<EngineRecord> WarnAsync(EngineRecord made, string warning)
    {
        EngineRecord Warned(EngineRecord record) => record with { Warnings = [warning, .. record.Warnings] };
        return await services.Records.ChangeAsync(made.Id, Warned, CancellationToken.None) ?? Warned(made);
    }
}
