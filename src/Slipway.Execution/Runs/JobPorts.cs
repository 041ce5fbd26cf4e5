using Slipway.Engines.Leases;
using Slipway.Engines.Settings;
using Slipway.Execution.Blobs;
using Slipway.Execution.Caches;
using Slipway.Execution.Checkouts;
using Slipway.Execution.Continuations;
using Slipway.Execution.Events;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Ownership;
using Slipway.Execution.State;
using Slipway.Execution.Workspaces;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Runs;

/// <summary>What the jobs that a process runs work with, beside what their assignments say.</summary>
public sealed record JobPorts
{
    /// <summary>Takes all that leaves the jobs.</summary>
    public required RunRecorder Recorder { get; init; }

    /// <summary>What the jobs work on that is kept nowhere.</summary>
    public required ScratchFiles Scratch { get; init; }

    /// <summary>The spaces of jobs that are kept on this machine.</summary>
    public required KeptSpaces Kept { get; init; }

    /// <summary>Takes the continuation of a setup pipeline that its jobs were offered.</summary>
    public required Func<ContinuationOffer, PipelineContinuation> OpenContinuation { get; init; }

    public required IJobSpaceFactory Spaces { get; init; }

    /// <summary>Makes engines for jobs that ask; opened when the first one does.</summary>
    public required Lazy<IEngineHost> Engines { get; init; }

    /// <summary>What is said while engines are made.</summary>
    public EngineNotices EngineNotices { get; init; } = new();

    /// <summary>What the administrator says of engines, for the files that clients read; read when the first job has one.</summary>
    public Lazy<EngineSettings> EngineSettings { get; init; } = new(() => new EngineSettings());

    /// <summary>The content of caches and workspaces.</summary>
    public required IBlobStore Blobs { get; init; }

    public required ICacheIndex Caches { get; init; }

    public required IWorkspaceIndex Workspace { get; init; }

    public required CleanUps CleanUps { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>What Docker was asked for.</summary>
    public required RequestedParts Requested { get; init; }

    /// <summary>On all that the jobs make in Docker.</summary>
    public required string StateMark { get; init; }

    /// <summary>Finds the code that an assignment names.</summary>
    public required Func<JobSource, ISource> OpenSource { get; init; }

    /// <summary>Ends everything at once, without the time that a cancel gives.</summary>
    public CancellationToken AbortToken { get; init; }
}
