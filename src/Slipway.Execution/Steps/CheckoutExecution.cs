using System.Diagnostics;
using System.Text;
using Slipway.Execution.Jobs;
using Slipway.Execution.Logs;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>
/// Puts the source into the container: the working tree as it is, tracked and untracked but not ignored, with its <c>.git</c>; or a
/// clean checkout of one commit. Slipway's own secrets in <c>.slipway</c> stay behind.
/// </summary>
internal static class CheckoutExecution
{
    private static readonly string[] Secrets = [".slipway/env", ".slipway/contexts", ".slipway/ssh"];

    public static async Task<StepOutcome> RunAsync(JobContext job, CheckoutStep step, StepLog log, CancellationToken cancellationToken)
    {
        var target = StepPaths.Resolve(job, step.Path);
        var source = job.Run.Facts.Project.Folder;
        if (job.Run.Choices.Revision is not { } revision)
        {
            log.Say($"Copying the working tree {source} to {target}");
            await CopyTreeAsync(job, source, target, cancellationToken);
            return new StepOutcome.Passed();
        }

        var clone = Directory.CreateTempSubdirectory("slipway-checkout-").FullName;
        try
        {
            log.Say($"Checking out {revision} of {source} to {target}");
            await GitAsync(source, ["clone", "-q", "--no-checkout", source, clone], cancellationToken);
            await GitAsync(clone, ["checkout", "-q", revision], cancellationToken);
            await CopyTreeAsync(job, clone, target, cancellationToken);
            return new StepOutcome.Passed();
        }
        finally
        {
            Directory.Delete(clone, recursive: true);
        }
    }

    private static async Task CopyTreeAsync(JobContext job, string source, string target, CancellationToken cancellationToken)
    {
        var names = await NamesAsync(source, cancellationToken);
        var start = new ProcessStartInfo("tar", ["-C", source, "--null", "-T", "-", "-cf", "-"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var tar = Process.Start(start) ?? throw new InfrastructureException("tar cannot be started on this machine");
        try
        {
            var feeding = FeedAsync(tar.StandardInput.BaseStream, names, cancellationToken);
            var errors = tar.StandardError.ReadToEndAsync(cancellationToken);
            await job.Agent.UploadAsync(new UploadRequest { Directory = target }, tar.StandardOutput.BaseStream, cancellationToken);
            await feeding;
            await tar.WaitForExitAsync(cancellationToken);
            if (tar.ExitCode > 1)
            {
                throw new InfrastructureException($"the working tree cannot be packed: {(await errors).Trim()}");
            }
        }
        catch (Exception) when (!tar.HasExited)
        {
            tar.Kill();
            throw;
        }
    }

    private static async Task FeedAsync(Stream input, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        await using (input)
        {
            await input.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\0', names)), cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(string source, CancellationToken cancellationToken)
    {
        if (!Path.Exists(Path.Combine(source, ".git")))
        {
            return [.. Directory.EnumerateFileSystemEntries(source).Select(path => Path.GetFileName(path)).Where(name => name != ".slipway")];
        }

        var listed = await GitAsync(source, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], cancellationToken);
        return
        [
            ".git",
            .. listed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct()
                .Where(name => !Array.Exists(Secrets, secret => name == secret || name.StartsWith(secret + "/", StringComparison.Ordinal)))
                .Where(name => IsThere(Path.Combine(source, name)))
                .Select(name => name.StartsWith('-') ? "./" + name : name),
        ];
    }

    private static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private static async Task<string> GitAsync(string folder, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var git = Process.Start(start) ?? throw new InfrastructureException("git cannot be started on this machine");
        var errors = git.StandardError.ReadToEndAsync(cancellationToken);
        var output = await git.StandardOutput.ReadToEndAsync(cancellationToken);
        await git.WaitForExitAsync(cancellationToken);
        return git.ExitCode == 0 ? output : throw new JobFailedException($"git {arguments[0]} failed: {(await errors).Trim()}");
    }
}
