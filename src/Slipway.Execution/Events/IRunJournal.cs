using Slipway.Linux.Files;
using Slipway.Model.Events;

namespace Slipway.Execution.Events;

/// <summary>
/// Keeps what leaves the jobs of a run: in a folder of this machine, or with whoever reads a stream. What it gets is masked and clean but for the artifacts, which are
/// kept as they are: <see cref="RunRecorder"/> is what jobs speak to. Safe for all jobs at once. While it has no room its callers wait, and nothing is dropped.
/// </summary>
public interface IRunJournal
{
    /// <summary>Why something is missing in it; null: it is complete.</summary>
    string? Failure { get; }

    /// <summary>Keeps what happened, in the order of the calls. Where that fails the run goes on, and <see cref="Failure"/> says why it failed.</summary>
    void Append(RunEvent happened);

    /// <summary>Opens a log that nobody has opened before. The caller disposes it when it has ended.</summary>
    /// <param name="job">Whose log it is.</param>
    /// <param name="step">Of which step, by its number; null: of a service, whose output is kept and not shown as it comes.</param>
    /// <param name="log">Its id among the logs of the job, as the events name it.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    IOpenLog OpenLog(JobRef job, int? step, string log);

    /// <summary>Opens an artifact, in the place of one that is kept at the same path. The caller disposes it.</summary>
    /// <param name="path">Below the artifacts of the job: relative, without <c>..</c>.</param>
    /// <exception cref="RefusedPathException">Nothing can be kept there: a folder is there, or a file where there would have to be one.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    IOpenArtifact OpenArtifact(JobRef job, string path);

    /// <summary>Keeps tests that a job reports. One caller for a node of a job at a time.</summary>
    /// <param name="build">The job's build number, which tells its attempts apart.</param>
    /// <exception cref="IOException">They are not kept.</exception>
    void AddTests(JobRef job, int build, IReadOnlyList<TestCase> tests);
}

/// <summary>An artifact while it is written. Not for several threads. Disposed before it is complete, it is not kept.</summary>
public interface IOpenArtifact : IDisposable
{
    /// <summary>Adds content; the bytes are only used during the call.</summary>
    /// <exception cref="IOException">It is not kept.</exception>
    void Write(ReadOnlySpan<byte> content);

    /// <summary>All of it is there: from now on it is kept. The last call before the disposal.</summary>
    /// <exception cref="IOException">It is not kept.</exception>
    void Complete();
}

/// <summary>A log while it is written. Not for several threads.</summary>
public interface IOpenLog : IDisposable
{
    /// <summary>Adds output; the bytes are only used during the call.</summary>
    /// <param name="time">When it came.</param>
    /// <exception cref="IOException">It is not kept.</exception>
    void Write(ReadOnlySpan<byte> output, DateTimeOffset time);
}
