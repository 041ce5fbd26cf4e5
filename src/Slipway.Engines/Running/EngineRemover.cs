using Slipway.Engines.Cgroups;
using Slipway.Engines.Failures;
using Slipway.Engines.Identity;

namespace Slipway.Engines.Running;

/// <summary>Removes all that an engine owns, found by its id alone: whole, half-made and half-removed ones alike.</summary>
public sealed class EngineRemover(EngineParts parts)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Kills what runs in the engine; it may take a moment to die, and with it its API.</summary>
    public void Kill(EngineId id) => parts.CgroupOf(id).Kill();

    /// <summary>Removes an engine. Every step is tried, whatever the others did; the slot is freed last and only when nothing is left.</summary>
    /// <exception cref="EngineException">Something could not be removed; the next reap tries again.</exception>
    public async Task RemoveAsync(EngineId id, CancellationToken cleanupToken)
    {
        var failures = new List<Exception>();
        await TryAsync(failures, () => EndProcessesAsync(id, cleanupToken));
        await TryAsync(failures, () => parts.Runtime.DeleteAsync(id.Value, cleanupToken));
        await TryAsync(failures, () => parts.Network.RemoveAsync([id], cleanupToken));
        await TryAsync(failures, () => parts.Storage.DiscardAsync(id.Value, cleanupToken));
        await TryAsync(failures, () => RemoveCgroupAsync(parts.CgroupOf(id), cleanupToken));
        if (failures.Count > 0)
        {
            throw new EngineException($"Not all of engine {id} could be removed: {string.Join("; ", failures.Select(failure => failure.Message))}", new AggregateException(failures));
        }
        parts.Records.Remove(id.Value);
        parts.Claims.Release(id);
        await parts.TidyAsync(cleanupToken);
    }

    /// <summary>Removes what there is of an engine that could not be made; the cause of that is the news, and what stays is the next reap's.</summary>
    public Task TryRemoveAsync(EngineId id, CancellationToken cleanupToken) => TryAsync([], () => RemoveAsync(id, cleanupToken));

    private async Task EndProcessesAsync(EngineId id, CancellationToken cleanupToken)
    {
        var cgroup = parts.CgroupOf(id);
        for (var started = parts.Time.GetTimestamp(); cgroup.Kill();)
        {
            if (parts.Time.GetElapsedTime(started) > Patience)
            {
                throw new EngineException("its processes do not die");
            }
            await Task.Delay(Pause, parts.Time, cleanupToken);
        }
    }

    private async Task RemoveCgroupAsync(EngineCgroup cgroup, CancellationToken cleanupToken)
    {
        for (var started = parts.Time.GetTimestamp(); !cgroup.TryRemove();)
        {
            if (parts.Time.GetElapsedTime(started) > Patience)
            {
                throw new EngineException("its control groups are not empty");
            }
            await Task.Delay(Pause, parts.Time, cleanupToken);
        }
    }

    private static async Task TryAsync(List<Exception> failures, Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception failure) when (failure is EngineException or IOException or UnauthorizedAccessException)
        {
            failures.Add(failure);
        }
    }
}
