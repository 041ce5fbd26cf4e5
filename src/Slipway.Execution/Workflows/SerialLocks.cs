using System.Globalization;
using System.Text;
using Slipway.Execution.Runs;

namespace Slipway.Execution.Workflows;

/// <summary>
/// The locks of serial groups, for all runs on this state folder: one job of a group at a time, and a run whose turn comes
/// after a newer one's does not run.
/// </summary>
/// <remarks>https://circleci.com/docs/guides/orchestrate/controlling-serial-execution-across-your-organization/.</remarks>
public sealed class SerialLocks(StateFolder state, int pipelineNumber, TimeProvider clock)
{
    /// <summary>Waits for the group's turn. Dispose what is returned to end it.</summary>
    /// <returns>Null when a newer pipeline had its turn meanwhile.</returns>
    public async Task<IAsyncDisposable?> TakeAsync(string group, CancellationToken cancellationToken)
    {
        var file = await LockedFile.OpenAsync(Path.Combine(state.Locks, RunFolder.FileName(group) + ".serial"), clock, cancellationToken);
        var buffer = new byte[32];
        var read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, CancellationToken.None);
        var newest = int.TryParse(Encoding.ASCII.GetString(buffer, 0, read).Trim(), CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (newest > pipelineNumber)
        {
            await file.DisposeAsync();
            return null;
        }

        file.SetLength(0);
        await file.WriteAsync(Encoding.ASCII.GetBytes(pipelineNumber.ToString(CultureInfo.InvariantCulture)), CancellationToken.None);
        await file.FlushAsync(CancellationToken.None);
        return file;
    }
}
