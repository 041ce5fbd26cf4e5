namespace Slipway.Model.Events;

/// <summary>One node of a job began: the build number is the one of CIRCLE_BUILD_NUM.</summary>
public sealed record JobStarted(JobRef Job, int BuildNumber, int Nodes) : RunEvent;

/// <summary>A step began; its output is in the log that has the id <paramref name="Log"/> among those of the job. Empty: it has none.</summary>
public sealed record StepStarted(JobRef Job, int Step, string Name, string Log) : RunEvent;

/// <summary>Masked output of a step, in the order it came. Streamed only: the log files hold it, not the event log.</summary>
public sealed record StepOutput(JobRef Job, int Step, string Text) : RunEvent;

public sealed record StepFinished(JobRef Job, int Step, StepOutcome Outcome, TimeSpan Duration) : RunEvent;

/// <summary>Artifacts of a job: paths below its artifacts folder.</summary>
public sealed record ArtifactsStored(JobRef Job, IReadOnlyList<string> Paths) : RunEvent;

/// <summary>JUnit results of a job.</summary>
public sealed record TestResultsStored(JobRef Job, int Tests, int Failed, int Skipped) : RunEvent;

/// <summary>The job's engine pushed an image.</summary>
/// <param name="Job">Whose engine it was.</param>
/// <param name="Image">As it was named in the push.</param>
/// <param name="Digest">Its manifest's, <c>sha256:…</c>; null where the engine did not say.</param>
public sealed record ImagePushed(JobRef Job, string Image, string? Digest = null) : RunEvent;

/// <summary>What a service container of the job said is in a log.</summary>
/// <param name="Job">Whose service it was.</param>
/// <param name="Image">The service's image.</param>
/// <param name="Log">Its id among the logs of the job, as of those of steps.</param>
/// <param name="ExitCode">Of a service that ended before its job; null when it ran to the end.</param>
/// <param name="Name">What the config calls the service; null when it has no name.</param>
public sealed record ServiceLogged(JobRef Job, string Image, string Log, int? ExitCode = null, string? Name = null) : RunEvent;

/// <summary>A job, or one node of it, ended. The removal of its containers goes on behind this.</summary>
public sealed record JobFinished(JobRef Job, JobOutcome Outcome, TimeSpan Duration) : RunEvent;

/// <summary>A failed job's containers stay for <c>slipway shell</c>.</summary>
public sealed record JobKept(JobRef Job, string Container) : RunEvent;
