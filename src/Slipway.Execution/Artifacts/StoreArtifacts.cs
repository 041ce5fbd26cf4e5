using Slipway.Execution.Jobs;
using Slipway.Execution.Logs;
using Slipway.Execution.Steps;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Wire;

namespace Slipway.Execution.Artifacts;

/// <summary>The step <c>store_artifacts</c>: files into the run's artifacts folder.</summary>
/// <remarks>https://circleci.com/docs/guides/optimize/artifacts/.</remarks>
internal static class StoreArtifacts
{
    public static async Task<StepOutcome> RunAsync(JobContext job, StoreArtifactsStep step, StepLog log, CancellationToken cancellationToken)
    {
        var path = RunStepExecution.Directory(job.Plan.WorkingDirectory, step.Path);
        var facts = await job.Agent.StatAsync(new PathRequest("/", path), cancellationToken);
        if (facts.Kind == FileKind.Missing)
        {
            log.Say($"No artifact files found at {facts.Path}");
            return new StepOutcome.Passed();
        }

        var isFile = facts.Kind != FileKind.Folder;
        var name = facts.Path.TrimEnd('/');
        var request = isFile
            ? new DownloadRequest { Directory = Parent(name), Paths = [name[(name.LastIndexOf('/') + 1)..]] }
            : new DownloadRequest { Directory = name, Paths = ["."] };
        var stored = await Downloaded.ReadAsync(
            job, request, tar => ArtifactFolder.UnpackAsync(tar, job.Run.Recorder.Folder.ArtifactsOf(job.Ref), entry => ArtifactPath.For(entry, step.Path, step.Destination, isFile), cancellationToken), cancellationToken);
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

    private static string Parent(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "/";
}
