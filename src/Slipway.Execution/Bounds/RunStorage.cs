using System.Collections.Concurrent;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Execution.Bounds;

/// <summary>What the jobs of one run may still leave on this machine.</summary>
/// <param name="disk">Where it lies.</param>
/// <param name="isTrusted">Whether the run is.</param>
public sealed class RunStorage(StorageLimits limits, DiskReserve disk, bool isTrusted = true)
{
    private readonly ConcurrentDictionary<JobRef, JobStorage> _jobs = new();

    public StorageLimits Limits => limits;

    /// <summary>The disk that runs, caches and workspaces lie on.</summary>
    public DiskReserve Disk => disk;

    /// <summary>One node of a job: the same over all its attempts in this run.</summary>
    public JobStorage Of(JobRef job) => _jobs.GetOrAdd(job, _ => new JobStorage(limits, isTrusted));
}

/// <summary>What one node of a job may still leave.</summary>
public sealed class JobStorage(StorageLimits limits, bool isTrusted = true)
{
    /// <summary>What a path of usual length has; long ones take the room of several files.</summary>
    private const int BytesPerName = 160;

    /// <summary>Bytes of output.</summary>
    public Allowance Logs { get; } = new(limits.JobLogs);

    /// <summary>Bytes of artifacts.</summary>
    public Allowance Artifacts { get; } = new(limits.Artifacts);

    /// <summary>Its artifacts by their paths. One step at a time adds to them.</summary>
    public ArtifactTree ArtifactTree { get; } = new();

    public Allowance ArtifactFiles { get; } = new(limits.ArtifactFiles);

    /// <summary>Bytes of the artifacts' paths: they stand in the run's event log.</summary>
    public Allowance ArtifactNames { get; } = new(limits.ArtifactFiles > long.MaxValue / BytesPerName ? long.MaxValue : limits.ArtifactFiles * BytesPerName);

    /// <summary>Bytes of test reports as they come.</summary>
    public Allowance TestReports { get; } = new(limits.TestResults);

    /// <summary>Bytes of what is kept of test reports.</summary>
    public Allowance TestRecords { get; } = new(limits.TestResults);

    public Allowance Tests { get; } = new(limits.Tests);

    /// <summary>Bytes of the caches that it saves: no job saves more than its scope may keep.</summary>
    public Allowance Caches { get; } = new(limits.CachesOf(isTrusted).MostBytes);
}
