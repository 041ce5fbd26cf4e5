using Slipway.Execution.JobSpaces;
using Slipway.Execution.State;

namespace Slipway.Execution.Machines;

/// <summary>The machine on which a run's jobs have their spaces, and on which runs that came to no end may have left some. Dispose it when the run has ended.</summary>
public interface IJobMachine : IDisposable
{
    IJobSpaceFactory Spaces { get; }

    /// <summary>True: a run was killed a moment ago, and what it had asked for may still be made.</summary>
    bool MayMoreCome { get; }

    /// <summary>Removes what earlier runs left, beside the jobs of this one.</summary>
    /// <param name="cancellationToken">Between the removals.</param>
    /// <returns>The kind of each thing that is removed.</returns>
    Task<IReadOnlyList<string>> ReapAsync(CancellationToken cancellationToken);

    /// <summary>Removes what a process of this run left that was killed, and goes on for as long as more may appear.</summary>
    /// <param name="requested">What it had asked for.</param>
    /// <param name="cancellationToken">Between the removals.</param>
    Task ReapKilledAsync(RequestedParts requested, CancellationToken cancellationToken);
}
