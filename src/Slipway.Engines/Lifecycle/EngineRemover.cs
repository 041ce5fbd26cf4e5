using Slipway.Engines.Identity;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Lifecycle;

/// <summary>Removes all that an engine owns, found by its id alone: whole, half-made and half-removed ones alike.</summary>
internal sealed class EngineRemover(EngineHostServices services)
{
    /// <summary>Removes an engine. Every step is tried, whatever the others did; the slot is freed last and only when nothing is left.</summary>
    /// <exception cref="InfrastructureException">Something could not be removed; the next reap tries again.</exception>
    public async Task RemoveAsync(EngineId id, CancellationToken cleanupToken)
    {
        var sandbox = services.SandboxOf(id);
        var failures = new List<Exception>();
        await TryAsync(failures, () => sandbox.EndAsync(cleanupToken));
        await TryAsync(failures, () => sandbox.ForgetAsync(cleanupToken));
        await TryAsync(failures, () => services.Network.RemoveAsync([id], cleanupToken));
        await TryAsync(failures, () => services.Storage.DiscardAsync(id.Value, cleanupToken));
        await TryAsync(failures, () => sandbox.RemoveGroupsAsync(cleanupToken));
        if (failures.Count > 0)
        {
            throw new InfrastructureException($"Not all of engine {id} could be removed: {string.Join("; ", failures.Select(failure => failure.Message))}", new AggregateException(failures));
        }
        services.Records.Remove(id.Value);
        services.Claims.Release(id);
        await services.TidyAsync(cleanupToken);
    }

    /// <summary>Removes what there is of an engine that could not be made; the cause of that is the news, and what stays is the next reap's.</summary>
    public Task TryRemoveAsync(EngineId id, CancellationToken cleanupToken) => TryAsync([], () => RemoveAsync(id, cleanupToken));

    private static async Task TryAsync(List<Exception> failures, Func<Task> step)
    {
        try
        {
            await WorldFailure.TellAsync(step());
        }
        catch (InfrastructureException failure)
        {
            failures.Add(failure);
        }
    }
}
