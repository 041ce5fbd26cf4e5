using Slipway.Execution.Blobs;
using Slipway.Execution.Images;
using Slipway.Execution.Networks;
using Slipway.Execution.State;
using Slipway.Linux.Failures;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Machines;

/// <summary>What a run says of the machine that it needs.</summary>
public sealed record MachineRequest
{
    /// <summary>Whose traces are this run's to remove.</summary>
    public required StateFolder State { get; init; }

    public required FolderBlobStore Blobs { get; init; }

    /// <summary>The native static program.</summary>
    public required string AgentFile { get; init; }

    public PullPolicy Pull { get; init; }

    /// <summary>Of an untrusted run: whether an image may be used as it is here. Null: the run is trusted.</summary>
    public Func<ImageReference, bool>? MayBeLocal { get; init; }

    /// <summary>Where the jobs' networks come from.</summary>
    public SubnetPool Subnets { get; init; } = new();

    /// <summary>False: Docker's bridges for every job.</summary>
    public bool MayLink { get; init; } = true;

    public required TimeProvider Clock { get; init; }
}

/// <summary>Begins to look for the machine that jobs run on, beside what must be known before they do.</summary>
/// <param name="cancellationToken">Ends the looking.</param>
public delegate MachineOpener MachineSearch(CancellationToken cancellationToken);

/// <summary>Opens the machine of a run.</summary>
/// <exception cref="InfrastructureException">It does not answer, or lacks something.</exception>
public delegate Task<IJobMachine> MachineOpener(MachineRequest request, CancellationToken cancellationToken);
