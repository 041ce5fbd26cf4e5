using Slipway.Engines.Leases;
using Slipway.Engines.Settings;
using Slipway.Execution.Blobs;
using Slipway.Execution.Continuations;
using Slipway.Execution.Events;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Ownership;
using Slipway.Execution.State;
using Slipway.Execution.TestResults;

namespace Slipway.Execution.Runs;

/// <summary>What all jobs of a run share.</summary>
public sealed record RunScope
{
    private IBlobStore? _blobs;

    public required RunFacts Facts { get; init; }

    public required RunRecorder Recorder { get; init; }

    public required IJobSpaceFactory Spaces { get; init; }

    /// <summary>Makes engines for jobs that ask; opened when the first one does.</summary>
    public required Lazy<IEngineHost> Engines { get; init; }

    /// <summary>What the administrator says of engines, for the files that clients read; read when the first job has one.</summary>
    public Lazy<EngineSettings> EngineSettings { get; init; } = new(() => new EngineSettings());

    public required VariableSets Variables { get; init; }

    public required RunChoices Choices { get; init; }

    /// <summary>Where a setup pipeline is continued; null in all others.</summary>
    public ContinuationDesk? Continuation { get; init; }

    public required CleanUps CleanUps { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>What Docker was asked for.</summary>
    public required RequestedParts Requested { get; init; }

    /// <summary>The content of caches and workspaces.</summary>
    public IBlobStore Blobs => _blobs ??= new FolderBlobStore(State.Blobs, Clock);

    /// <summary>What tests are split by.</summary>
    public required TestTimings TestTimings { get; init; }

    /// <summary>Whether the jobs get what the project keeps for its own code: contexts, variables, SSH keys.</summary>
    public bool MayUseSecrets => Facts.Trust.IsTrusted || Choices.Untrusted.Secrets;

    /// <summary>Ends everything at once, without the time that a cancel gives.</summary>
    public CancellationToken AbortToken { get; init; }

    public required StateFolder State { get; init; }

    /// <summary>On all that the run makes in Docker.</summary>
    public required string StateMark { get; init; }
}

/// <summary>What the user chose for a run.</summary>
public sealed record RunChoices
{
    /// <summary>Containers and engines of failed jobs stay.</summary>
    public bool KeepOnFailure { get; init; }

    /// <summary>Jobs that run at once.</summary>
    public int ParallelJobs { get; init; } = 1;

    /// <summary>Names of approvals that are given, or <c>all</c>.</summary>
    public IReadOnlyCollection<string> Approvals { get; init; } = [];

    /// <summary>Lines for the containers' /etc/hosts, each <c>name:address</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];

    /// <summary>Ports that containers of a job's engine publish answer on the job's localhost.</summary>
    public bool PortsOnLocalhost { get; init; }

    /// <summary>What runs that are not trusted get all the same.</summary>
    public UntrustedGrants Untrusted { get; init; } = new();

    /// <summary>Check out this commit instead of the working tree.</summary>
    public string? Revision { get; init; }

    /// <summary>Says why the working tree is not the project's own any more; null: nobody needs to ask.</summary>
    public Func<CancellationToken, Task<string?>>? FindDistrust { get; init; }
}

/// <summary>The project's variables and its contexts by name.</summary>
public sealed record VariableSets(
    IReadOnlyDictionary<string, string> Project,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Contexts)
{
    /// <summary>All values: what must not be seen of a run.</summary>
    public IEnumerable<string> Values => [.. Project.Values, .. Contexts.Values.SelectMany(context => context.Values)];
}
