using System.CommandLine;
using Slipway.Cli.Settings;
using Slipway.Cli.Views;
using Slipway.Execution.Events;
using Slipway.Execution.Jobs;
using Slipway.Execution.Machines;
using Slipway.Execution.Projects;
using Slipway.Execution.State;
using Slipway.Execution.Workflows;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Cli.Running;

/// <summary>Brings together what a run from the command line works with, out of what was asked for, the settings and the project.</summary>
internal sealed class RunComposition(RunOptions options, ParseResult result, PreparedRun run, CommandSettings settings)
{
    private JobSettings JobSettings => settings.Of(run.Facts.Project.Folder);

    /// <summary>How the run is shown.</summary>
    public static ViewKind KindOf(RunOptions options, ParseResult result) =>
        result.GetValue(options.Json) ? ViewKind.Json
        : result.GetValue(options.Quiet) ? ViewKind.Quiet
        : Console.IsOutputRedirected || result.GetValue(options.Plain) || Environment.GetEnvironmentVariable("TERM") is null or "dumb" ? ViewKind.Plain
        : ViewKind.Live;

    /// <summary>What is said of the machine that the run needs.</summary>
    public MachineRequest Machine() => JobComposition.Request(run.State, JobSettings, run.Facts.Trust, Choices());

    /// <summary>What the run's pipeline works with.</summary>
    /// <param name="jobs">Runs its jobs.</param>
    /// <param name="ask">Asks for approvals that were not given with the command.</param>
    /// <param name="continueAsync">Gives the second half of a setup pipeline.</param>
    public PipelinePorts Pipeline(RunFolder folder, RunRecorder recorder, IJobRunner jobs, Approver ask, Func<CancellationToken, Task<Plan?>> continueAsync)
    {
        var given = result.GetValue(options.Approve) ?? [];
        return new PipelinePorts
        {
            Jobs = jobs,
            Recorder = recorder,
            Project = new FolderProjectState(run.State, run.Facts.Project.Key, run.Facts.Trust),
            ReadTests = (job, build) => TestRecord.Read(folder, job, build),
            Approver = (workflow, job, cancellationToken) => given.Contains("all") || given.Contains(job) ? Task.FromResult(true) : ask(workflow, job, cancellationToken),
            ContinueAsync = continueAsync,
            Clock = TimeProvider.System,
        };
    }

    /// <summary>What all assignments of the run have in common.</summary>
    public AssignmentTemplate Template(StorageLimits limits) => new()
    {
        Facts = run.Facts,
        Variables = run.Variables,
        Source = Source(),
        Choices = Choices(),
        Limits = limits,
        Continuation = run.Setup?.Offer,
    };

    /// <summary>The first event of the run.</summary>
    public RunStarted Started(DateTimeOffset now) => new()
    {
        Time = now,
        Run = run.Facts.RunId,
        Project = $"{run.Facts.Project.Owner}/{run.Facts.Project.Name}",
        PipelineNumber = run.Facts.PipelineNumber,
        Branch = run.Facts.Branch,
        Tag = run.Facts.Tag,
        Revision = run.Facts.Revision,
        TrustScope = run.Facts.Trust.Name,
        Untrusted = run.Facts.Trust.Reason,
        Config = run.Facts.Config,
        RerunOf = run.Facts.RerunOf,
    };

    private JobSource Source()
    {
        var folder = run.Facts.Project.Folder;
        return result.GetValue(options.Revision) is not null && run.Facts.Revision is { } revision ? new JobSource.Commit(folder, revision)
            : run.Facts.Trust.IsTrusted && !result.GetValue(options.Trusted) ? new JobSource.WorkingTree(folder, options.Choice(result).Question)
            : new JobSource.WorkingTree(folder, null);
    }

    private JobChoices Choices() => new()
    {
        ExtraHosts = JobSettings.ExtraHosts,
        PortsOnLocalhost = JobSettings.PublishedPorts is JobSettings.OnLocalhost,
        KeepOnFailure = result.GetValue(options.Keep) is not null,
        Pull = result.GetValue(options.Pull),
        Untrusted = JobSettings.Untrusted ?? new UntrustedGrants(),
    };
}
