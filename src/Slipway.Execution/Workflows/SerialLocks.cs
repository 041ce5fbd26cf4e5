using Slipway.Execution.State;

namespace Slipway.Execution.Workflows;

/// <summary>
/// The locks of serial groups, for all runs on this state folder: one job of a group at a time, and a run whose turn comes
/// after a newer one's does not run.
/// </summary>
/// <param name="state">Holds them, for all projects.</param>
/// <param name="scope">A prefix for the groups of runs that are not trusted, which take no turn of trusted ones; empty for those.</param>
/// <param name="run">The run's number, which grows over all projects; a pipeline's only grows in its own.</param>
/// <remarks>https://circleci.com/docs/guides/orchestrate/controlling-serial-execution-across-your-organization/.</remarks>
public sealed class SerialLocks(StateFolder state, string scope, int run)
{
    /// <summary>Waits for the group's turn. Dispose what is returned to end it.</summary>
    /// <returns>Null when a newer run had its turn meanwhile.</returns>
    public async Task<IDisposable?> TakeAsync(string group, CancellationToken cancellationToken)
    {
        var held = await LockedNumber.OpenAsync(Path.Combine(state.Locks, scope, RunFolder.UniqueName(group) + ".serial"), cancellationToken);
        if (held.Value > run)
        {
            held.Dispose();
            return null;
        }

        await held.GrowAsync(run);
        return held;
    }
}
