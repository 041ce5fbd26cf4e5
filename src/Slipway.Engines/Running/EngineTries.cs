using Slipway.Engines.Leases;
using Slipway.Linux.Processes;

namespace Slipway.Engines.Running;

/// <summary>
/// Makes an engine also where the first try met what the next need not meet: a layer cache head on which it does not start, or a start
/// that took too long. A head is removed only when an engine without it has started.
/// </summary>
internal sealed class EngineTries(EngineParts parts, EngineMaker maker)
{
    public async Task<EngineRecord> MakeAsync(EngineRequest request, OwnerProcess owner, Action<string> onProgress, CancellationToken cancellationToken)
    {
        var order = new EngineOrder(request, owner);
        try
        {
            return await MakeAsync(order, onProgress, cancellationToken);
        }
        catch (EngineStartException failure) when (failure.Head is not null)
        {
            onProgress($"No engine starts on the layer cache head of project '{request.LayerCache!.Project}'; one without it is made.");
            var record = await MakeAsync(order with { StartEmpty = true }, onProgress, cancellationToken);
            var removed = failure.HeadIsSuspect && await parts.Storage.RejectHeadAsync(failure.Head, request.LayerCache, cancellationToken);
            return await WarnAsync(record, removed
                ? $"No dockerd starts on the layer cache head of project '{request.LayerCache.Project}': it is removed, and the engine starts without it."
                : $"The engine did not start on the layer cache head of project '{request.LayerCache.Project}', and starts without it. {failure.Message}");
        }
    }

    /// <summary>Once more, where the first took too long and it was not for the head.</summary>
    private async Task<EngineRecord> MakeAsync(EngineOrder order, Action<string> onProgress, CancellationToken cancellationToken)
    {
        try
        {
            return await maker.MakeAsync(order, onProgress, cancellationToken);
        }
        catch (EngineStartException failure) when (failure.MayPass)
        {
            const string Warning = "The engine took too long to start; another is made.";
            onProgress(Warning);
            return await WarnAsync(await maker.MakeAsync(order, onProgress, cancellationToken), Warning);
        }
    }

    /// <summary>Takes no token: whoever asked has the engine already.</summary>
    private async Task<EngineRecord> WarnAsync(EngineRecord made, string warning)
    {
        EngineRecord Warned(EngineRecord record) => record with { Warnings = [warning, .. record.Warnings] };
        return await parts.Records.ChangeAsync(made.Id, Warned, CancellationToken.None) ?? Warned(made);
    }
}
