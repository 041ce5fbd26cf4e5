using Slipway.Execution.Artifacts;
using Slipway.Execution.Failures;
using Slipway.Execution.Logs;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>The step <c>store_artifacts</c>: files into the run's journal. Where there is no room for all of them it stores those before the first too many, and fails.</summary>
/// <remarks>https://circleci.com/docs/guides/optimize/artifacts/.</remarks>
internal static class StoreArtifacts
{
    /// <summary>Of one event: a line of the event log is read whole.</summary>
    private const int MostPathsAtOnce = 1000;

    /// <summary>What a tar has for a file beside its content: its header, one for a long name, and what fills up the last block.</summary>
    private const long TarBytesPerFile = 4096;

    public static async Task<StepOutcome> RunAsync(JobContext job, StoreArtifactsStep step, StepLog log, CancellationToken cancellationToken)
    {
        var place = await StoredPath.FindAsync(job, step.Path, cancellationToken);
        if (place.Kind == PathKind.Missing)
        {
            log.Say($"No artifact files found at {place.Path}");
            return new StepOutcome.Passed();
        }

        var storage = job.Recorder.Storage;
        var room = storage.Of(job.Ref);
        var artifacts = new ArtifactUnpacker(job.Recorder.Journal, job.Ref, room, storage.Disk, job.Recorder.Text);
        var (stored, all) = await DownloadedTar.ReadAsync(
            job,
            place.Request,
            room.Artifacts.Left + (TarBytesPerFile * (room.ArtifactFiles.Left + 1)),
            (tar, isCut) => artifacts.UnpackAsync(tar, isCut, entry => ArtifactPath.For(entry, step.Path, step.Destination, place.IsFile), log.Say, cancellationToken),
            cancellationToken);
        Tell(job, log, stored);
        return all ? new StepOutcome.Passed() : throw new JobFailedException(Refusal(storage.Limits, stored.Count));
    }

    private static void Tell(JobContext job, StepLog log, IReadOnlyList<string> stored)
    {
        foreach (var artifact in stored)
        {
            log.Say($"Stored {artifact}");
        }

        foreach (var paths in stored.Chunk(MostPathsAtOnce))
        {
            job.Recorder.Record(new ArtifactsStored(job.Ref, paths) { Time = job.Recorder.Now });
        }
    }

    private static string Refusal(StorageLimits limits, int stored) =>
        $"There is no room for all artifacts: one job stores at most {limits.Bytes(limits.Artifacts, "artifacts")} in {limits.Count(limits.ArtifactFiles, "files", "artifactFiles")}. The first {stored} files of this step are stored, the others are not";
}
