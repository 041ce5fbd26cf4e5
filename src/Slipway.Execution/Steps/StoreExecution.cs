using System.Diagnostics;
using System.Xml;
using Slipway.Execution.Jobs;
using Slipway.Execution.Logs;
using Slipway.Execution.Runs;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>Takes artifacts and test results out of the container into the run's folder.</summary>
internal static class StoreExecution
{
    public static async Task<StepOutcome> ArtifactsAsync(JobContext job, StoreArtifactsStep step, StepLog log, CancellationToken cancellationToken)
    {
        var folder = job.Run.Recorder.Folder.ArtifactsOf(job.Ref);
        var facts = await job.Agent.StatAsync(new PathRequest("/", StepPaths.Resolve(job, step.Path)), cancellationToken);
        if (facts.Kind == FileKind.Missing)
        {
            log.Say($"No artifact files found at {facts.Path}");
            return new StepOutcome.Passed();
        }

        var named = step.Destination ?? (facts.Kind == FileKind.File ? "" : step.Path.TrimStart('~').Trim('/'));
        var target = SafeJoin(folder, named);
        var stored = await FetchAsync(job, facts, target, cancellationToken);
        foreach (var path in stored)
        {
            log.Say($"Stored {Path.GetRelativePath(folder, path)}");
        }

        job.Run.Recorder.Record(new ArtifactsStored(job.Ref, [.. stored.Select(path => Path.GetRelativePath(folder, path))]) { Time = job.Run.Recorder.Now });
        return new StepOutcome.Passed();
    }

    public static async Task<StepOutcome> TestResultsAsync(JobContext job, StoreTestResultsStep step, StepLog log, CancellationToken cancellationToken)
    {
        var facts = await job.Agent.StatAsync(new PathRequest("/", StepPaths.Resolve(job, step.Path)), cancellationToken);
        if (facts.Kind == FileKind.Missing)
        {
            log.Say($"No test results found at {facts.Path}");
            return new StepOutcome.Passed();
        }

        var folder = Path.Combine(job.Run.Recorder.Folder.Path, "tests", RunFolder.FileName(job.Ref.ToString()));
        var files = await FetchAsync(job, facts, folder, cancellationToken);
        var counts = files.Where(file => file.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)).Select(file => Count(file, log)).ToList();
        var result = new TestResultsStored(job.Ref, counts.Sum(count => count.Tests), counts.Sum(count => count.Failed), counts.Sum(count => count.Skipped))
        {
            Time = job.Run.Recorder.Now,
        };
        log.Say($"{result.Tests} tests, {result.Failed} failed, {result.Skipped} skipped");
        job.Run.Recorder.Record(result);
        return new StepOutcome.Passed();
    }

    private static async Task<IReadOnlyList<string>> FetchAsync(JobContext job, FileFacts facts, string target, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(target);
        var before = Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories).ToHashSet();
        var isFolder = facts.Kind == FileKind.Folder;
        var request = new DownloadRequest
        {
            Directory = isFolder ? facts.Path : Path.GetDirectoryName(facts.Path) ?? "/",
            Paths = [isFolder ? "." : Path.GetFileName(facts.Path)],
        };
        // GNU tar takes no absolute names, no dots and no links out of the folder from an archive.
        var start = new ProcessStartInfo("tar", ["-C", target, "--no-same-owner", "--no-same-permissions", "-xf", "-"]) { RedirectStandardInput = true, RedirectStandardError = true };
        using var tar = Process.Start(start) ?? throw new InfrastructureException("tar cannot be started on this machine");
        var errors = tar.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await using (var input = tar.StandardInput.BaseStream)
            {
                await job.Agent.DownloadAsync(request, input, cancellationToken);
            }

            await tar.WaitForExitAsync(cancellationToken);
        }
        catch (Exception) when (!tar.HasExited)
        {
            tar.Kill();
            throw;
        }

        return tar.ExitCode == 0
            ? [.. Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories).Where(path => !before.Contains(path)).Order(StringComparer.Ordinal)]
            : throw new InfrastructureException($"files of the job cannot be stored in {target}: {(await errors).Trim()}");
    }

    private static string SafeJoin(string folder, string name)
    {
        var path = Path.GetFullPath(Path.Combine(folder, name.TrimStart('/')));
        return path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal)
            ? path
            : throw new JobFailedException($"the destination {name} leaves the artifacts' folder");
    }

    private static (int Tests, int Failed, int Skipped) Count(string file, StepLog log)
    {
        var (tests, failed, skipped) = (0, 0, 0);
        try
        {
            using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    tests += reader.Name == "testcase" ? 1 : 0;
                    failed += reader.Name is "failure" or "error" ? 1 : 0;
                    skipped += reader.Name == "skipped" ? 1 : 0;
                }
            }
        }
        catch (XmlException exception)
        {
            log.Say($"{Path.GetFileName(file)} is no JUnit XML: {exception.Message}");
        }

        return (tests, failed, skipped);
    }
}
