using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Execution.Jobs;

/// <summary>Runs assignments, each from its network to its result: in this process, or each in one of its own. Safe for any number of them at once.</summary>
public interface IJobRunner
{
    /// <summary>Runs one node of a job and records how it begins, what it does and how it ends. The removal of its containers may go on behind it.</summary>
    /// <param name="assignment">Of a build job in the docker executor.</param>
    /// <param name="cancellationToken">Cancels the job in order: processes get SIGTERM and time to end. The outcome says so then.</param>
    Task<JobOutcome> RunAsync(Assignment assignment, CancellationToken cancellationToken);
}
