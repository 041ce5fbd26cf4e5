using Slipway.Execution.Daemons;
using Slipway.Execution.Failures;
using Slipway.Linux.Failures;

namespace Slipway.Execution.JobSpaces;

/// <summary>Opens the spaces in which the jobs of a run have their steps. Any number may be opened at the same time.</summary>
public interface IJobSpaceFactory
{
    /// <summary>What the machine has on which the spaces are: each gets a share of it.</summary>
    DaemonFacts Machine { get; }

    /// <summary>
    /// Makes a space and returns it once an agent answers in it. Whoever gets it disposes it. Where this throws, what was half made is removed behind it,
    /// and the removal is one of the request's clean-ups.
    /// </summary>
    /// <param name="abortToken">Stops waiting at once.</param>
    /// <param name="cancellationToken">Cancels in order: what the space is made of is not asked for any more, and what was asked for is waited for.</param>
    /// <exception cref="JobFailedException">The config is the cause.</exception>
    /// <exception cref="InfrastructureException">This machine or a registry failed.</exception>
    Task<IJobSpace> OpenAsync(JobSpaceRequest request, CancellationToken abortToken, CancellationToken cancellationToken);

    /// <summary>Gives back what the spaces had in common, once all of them are gone. No space is opened any more.</summary>
    Task CloseAsync(CancellationToken cleanupToken);
}
