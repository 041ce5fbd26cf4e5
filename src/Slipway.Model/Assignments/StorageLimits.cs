using Slipway.Model.Texts;

namespace Slipway.Model.Assignments;

/// <summary>
/// How much of what jobs leave is kept on this machine: the administrator's numbers, for all projects. What a job sends is counted where it is
/// received, whatever the job says of it.
/// </summary>
public sealed record StorageLimits
{
    /// <summary>What a folder takes of a disk, whatever is in it.</summary>
    public const long FolderBytes = 4096;

    private const long Mebibyte = 1L << 20;
    private const long Gibibyte = 1L << 30;

    /// <summary>Where the numbers come from, for messages.</summary>
    public string File { get; init; } = "/etc/slipway/jobs.json";

    /// <summary>Bytes of one step's output. The step goes on behind it.</summary>
    public long StepLog { get; init; } = 200 * Mebibyte;

    /// <summary>Bytes of the output of all steps and services of one node of a job.</summary>
    public long JobLogs { get; init; } = Gibibyte;

    /// <summary>Bytes of the event log of one run. A run that has more to say has failed.</summary>
    public long EventLog { get; init; } = 256 * Mebibyte;

    /// <summary>Bytes of the artifacts of one node of a job.</summary>
    public long Artifacts { get; init; } = 10 * Gibibyte;

    /// <summary>How many artifacts one node of a job has.</summary>
    public long ArtifactFiles { get; init; } = 100_000;

    /// <summary>Bytes of the test reports that one node of a job stores.</summary>
    public long TestResults { get; init; } = 500 * Mebibyte;

    /// <summary>How many tests one node of a job stores.</summary>
    public long Tests { get; init; } = 200_000;

    /// <summary>Bytes of all layers of one workflow's workspace, as they are stored.</summary>
    public long Workspace { get; init; } = 20 * Gibibyte;

    /// <summary>Bytes of all caches of a project, as they are stored; those of its pull requests have as much again together. Over it the longest unused go.</summary>
    public long ProjectCaches { get; init; } = 20 * Gibibyte;

    /// <summary>Bytes of the caches of one pull request.</summary>
    public long PullRequestCaches { get; init; } = 2 * Gibibyte;

    /// <summary>Bytes that one cache or workspace layer holds when it is unpacked.</summary>
    public long Unpacked { get; init; } = 200 * Gibibyte;

    /// <summary>How many runs are remembered, with their logs, artifacts and workspaces.</summary>
    public long Runs { get; init; } = 1000;

    /// <summary>Bytes of all runs that are remembered. Over it the oldest go.</summary>
    public long RunHistory { get; init; } = 100 * Gibibyte;

    /// <summary>How many minutes one node of a job takes. Over it the node is ended, and has timed out.</summary>
    public long JobMinutes { get; init; } = 300;

    /// <summary>How many failed jobs stay for a shell. Over it the oldest go.</summary>
    public long KeptJobs { get; init; } = 10;

    /// <summary>How many days a failed job stays for a shell.</summary>
    public long KeptDays { get; init; } = 14;

    /// <summary>Bytes of the disk that stay free, whatever jobs send; null: a twentieth of the disk, but not more than 1 GiB. A twentieth of its files stay free besides.</summary>
    public long? FreeSpace { get; init; }

    /// <summary>What the caches that one run sees as its own may hold, and the setting that says so: all of its project's, or those of one pull request, which are never more.</summary>
    public (long MostBytes, string Setting) CachesOf(bool isTrusted) =>
        isTrusted || ProjectCaches < PullRequestCaches ? (ProjectCaches, "projectCaches") : (PullRequestCaches, "pullRequestCaches");

    /// <summary>A number and the setting that moves it, as messages name them.</summary>
    public string Bytes(long bytes, string setting) => $"{ByteText.Of(bytes)} (limits.{setting} in {File})";

    /// <inheritdoc cref="Bytes"/>
    public string Count(long count, string noun, string setting) => $"{count} {noun} (limits.{setting} in {File})";
}
