using Slipway.Engines.Settings;
using Slipway.Linux.Locks;

namespace Slipway.Engines.Reaping;

/// <summary>
/// Lets one process of an instance reap and one wait to do so next. A third need not: what it wants removed was released before the
/// one that waits begins to look.
/// </summary>
public static class ReaperLock
{
    /// <summary>Waits for the turn; disposing ends it.</summary>
    /// <returns>Null: another process waits already.</returns>
    public static async Task<IDisposable?> TakeAsync(EngineSettings settings, CancellationToken cancellationToken)
    {
        var names = new InstanceNames(settings);
        Directory.CreateDirectory(names.LocksFolder);
        using var next = FileLock.TryTake(names.NextReapLock);
        return next is null ? null : await FileLock.TakeAsync(names.ReapLock, cancellationToken);
    }
}
