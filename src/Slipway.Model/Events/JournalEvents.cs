namespace Slipway.Model.Events;

/// <summary>First line of the journal of an assignment, where it is a stream.</summary>
public sealed record JournalOpened : RunEvent
{
    /// <summary>The newest shape of journals that is known here.</summary>
    public const int KnownSchema = 2;

    /// <summary>Version of the journal's and the events' shapes; a reader refuses a newer one.</summary>
    public int Schema { get; init; } = KnownSchema;
}

/// <summary>Masked output, in the journal of an assignment alone: its time is when it came.</summary>
/// <param name="Job">Whose it is.</param>
/// <param name="Step">Of which step; null: of a service, whose output is kept and not shown as it comes.</param>
/// <param name="Log">The log of the job that it is added to.</param>
/// <param name="Output">As it came; a letter may be cut in two.</param>
public sealed record LogWritten(JobRef Job, int? Step, string Log, ReadOnlyMemory<byte> Output) : RunEvent;

/// <summary>A part of an artifact, in the journal of an assignment alone.</summary>
/// <param name="Path">Below the artifacts of the job.</param>
/// <param name="Content">What follows the parts before; the first one is empty.</param>
public sealed record ArtifactWritten(JobRef Job, string Path, ReadOnlyMemory<byte> Content) : RunEvent;

/// <summary>Nothing is added to an artifact any more, in the journal of an assignment alone.</summary>
/// <param name="IsWhole">False: it is not to be kept.</param>
public sealed record ArtifactEnded(JobRef Job, string Path, bool IsWhole) : RunEvent;

/// <summary>Tests that a job reports, in the journal of an assignment alone.</summary>
/// <param name="Build">The job's build number.</param>
public sealed record TestsReported(JobRef Job, int Build, IReadOnlyList<TestCase> Tests) : RunEvent;

/// <summary>Nothing is added to a log any more, in the journal of an assignment alone.</summary>
public sealed record LogEnded(JobRef Job, string Log) : RunEvent;
