using Slipway.Execution.Artifacts;
using Slipway.Execution.Logs;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>The step <c>store_artifacts</c>: files into the run's artifacts folder.</summary>
/// <remarks>https://circleci.com/docs/guides/optimize/artifacts/.</remarks>
internal static class StoreArtifacts
{
    public static async Task<StepOutcome> RunAsync(JobContext job, StoreArtifactsStep step, StepLog log, CancellationToken cancellationToken)
    {
        var place = await StoredPath.FindAsync(job, step.Path, cancellationToken);
        if (place.Kind == FileKind.Missing)
        {
            log.Say($"No artifact files found at {place.Path}");
            return new StepOutcome.Passed();
        }

        var run = job.Run.Recorder.Folder;
        Directory.CreateDirectory(run.Incoming);
        var stored = await Downloaded.ReadAsync(
            job,
            place.Request,
            tar => ArtifactFolder.UnpackAsync(tar, run.ArtifactsOf(job.Ref), run.Incoming, entry => ArtifactPath.For(entry, step.Path, step.Destination, place.IsFile), log.Say, cancellationToken),
            cancellationToken);
        foreach (var artifact in stored)
        {
            log.Say($"Stored {artifact}");
        }

        if (stored.Count > 0)
        {
            job.Run.Recorder.Record(new ArtifactsStored(job.Ref, stored) { Time = job.Run.Recorder.Now });
        }

        return new StepOutcome.Passed();
    }
}
