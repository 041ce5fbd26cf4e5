using System.Diagnostics.CodeAnalysis;
using Slipway.Linux.Locks;

namespace Slipway.Engines.Lifecycle;

/// <summary>
/// Lets only so many engines of an instance start at once, over all its processes. A start is mostly computing: beyond a few per core, each more
/// makes all of them later, until they run into their time limit together.
/// </summary>
/// <param name="folder">Holds one lock file per place, and one for whose turn it is; made when missing.</param>
/// <param name="places">Starts at once.</param>
internal sealed class StartLimiter(string folder, int places)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits for a place; disposing what is returned leaves it, and so does the end of the process.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes it.")]
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        // One at a time looks for a place; the others wait for their turn to look, which costs less.
        using var turn = await FileLock.TakeAsync(Path.Combine(folder, "turn"), cancellationToken);
        while (true)
        {
            for (var place = 0; place < places; place++)
            {
                if (FileLock.TryTake(Path.Combine(folder, $"{place}")) is { } entered)
                {
                    return entered;
                }
            }
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }
}
