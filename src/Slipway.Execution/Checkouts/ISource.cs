using Slipway.Execution.Failures;
using Slipway.Linux.Failures;

namespace Slipway.Execution.Checkouts;

/// <summary>
/// A job's code, wherever it lies. It is read when a job checks it out, as often as jobs do so, also at once, and nothing of it stays on this machine behind that.
/// </summary>
public interface ISource
{
    /// <summary>What it is, in a sentence that begins with "Checking out".</summary>
    string Name { get; }

    /// <summary>Gives the code as tars without compression, each to be unpacked over those before it: the files and the repository that they are of, without what a project keeps secret.</summary>
    /// <param name="unpackAsync">Reads a tar to its end. What it throws ends the reading.</param>
    /// <param name="say">Learns of what is left out, and why.</param>
    /// <exception cref="JobFailedException">The code is not there, is not to be read, or is no longer what the run was trusted for.</exception>
    /// <exception cref="InfrastructureException">What reads it is missing here.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    Task ReadAsync(Func<Stream, Task> unpackAsync, Action<string> say, CancellationToken cancellationToken);
}
