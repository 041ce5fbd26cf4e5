using System.CommandLine;
using Slipway.Cli.Engines;
using Slipway.Cli.Settings;
using Slipway.Cli.Signals;
using Slipway.Cli.Terminals;
using Slipway.Cli.Views;
using Slipway.Execution.Blobs;
using Slipway.Execution.Bounds;
using Slipway.Execution.Caches;
using Slipway.Execution.Continuations;
using Slipway.Execution.Daemons;
using Slipway.Execution.Events;
using Slipway.Execution.Failures;
using Slipway.Execution.Jobs;
using Slipway.Execution.Machines;
using Slipway.Execution.Ownership;
using Slipway.Execution.Projects;
using Slipway.Execution.Reaping;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Execution.Workflows;
using Slipway.Execution.Workspaces;
using Slipway.Linux.Failures;
using Slipway.Linux.Processes;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Cli.Running;

/// <summary>One run from the command line, from Docker's first answer to the summary.</summary>
internal sealed class RunSession(RunOptions options, ParseResult result, PreparedRun run, CommandSettings settings, Interrupts interrupts, MachineOpener openMachine, Task<HostDocker> docker) : IDisposable
{
    private readonly RunFolder _folder = new(run.Facts.RunId, Path.Combine(run.State.Runs, run.Facts.RunId));

    private static readonly TimeSpan ShortRemoval = TimeSpan.FromSeconds(1);
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly RunDisplay _display = new(KindOf(options, result), run.Secrets.Mask, TimeProvider.System, interrupts.Cancel);
    private RunOutcome? _concluded;
    private long _began;

    public async Task<RunOutcome> RunAsync()
    {
        var limits = settings.Limits;
        Directory.CreateDirectory(_folder.Path);
        await File.WriteAllTextAsync(_folder.Owner, OwnerProcess.Current.ToString(), interrupts.Cancel);
        _folder.WriteTrust(run.Facts.Trust);
        var disk = new DiskReserve(run.State.Path, limits);
        PlanFile.Write(_folder, run.Plan, disk);
        InheritWorkspace();
        var summary = new RunSummary(_folder);
        using var kept = new FolderJournal(_folder, limits, disk);
        var journal = new ShownJournal(kept, [_display.Observer, summary]);
        var recorder = new RunRecorder(journal, run.Secrets, _clock, new RunStorage(limits, disk, run.Facts.Trust.IsTrusted));
        interrupts.TakeBoth(_display.Say);
        _began = _clock.GetTimestamp();
        recorder.Record(Started(recorder.Now));
        if (recorder.Storage.Disk.FindShortage() is { } shortage)
        {
            _display.Tell(shortage);
        }

        return await TryRunPipelineAsync(recorder, summary);
    }

    /// <summary>Waits for what is still to be shown, but not for ever.</summary>
    public void Dispose() => _display.Dispose();

    /// <summary>The result comes first, what is still to be removed behind it.</summary>
    private RunOutcome Conclude(RunOutcome reached, RunRecorder recorder, RunSummary summary)
    {
        if (_concluded is { } said)
        {
            return said;
        }

        var outcome = OutcomeOfRecorded(reached, recorder);
        _concluded = outcome;
        var duration = _clock.GetElapsedTime(_began);
        recorder.Record(new RunFinished(outcome, duration) { Time = recorder.Now });
        _display.EndView();
        if (!result.GetValue(options.Json))
        {
            _display.WriteLast(() => Terminal.Try(() => summary.Write(Terminal.Output, outcome, duration)));
        }

        return outcome;
    }

    private void InheritWorkspace()
    {
        if (run.Facts.RerunOf is { } earlier)
        {
            new WorkspaceFile(_folder.Workspace).Inherit(
                new RunFolder(earlier, Path.Combine(run.State.Runs, earlier)).Workspace,
                (workflow, job) => run.Prior?.Outcomes.GetValueOrDefault(workflow)?.GetValueOrDefault(job) is JobOutcome.Passed);
        }
    }

    /// <summary>A run whose record is not complete has not passed.</summary>
    private RunOutcome OutcomeOfRecorded(RunOutcome outcome, RunRecorder recorder)
    {
        if (recorder.Journal.Failure is not { } failure)
        {
            return outcome;
        }

        _display.Tell($"the run's event log {_folder.Events} is not complete: {failure}");
        return outcome == RunOutcome.Canceled ? outcome : RunOutcome.InfrastructureFailed;
    }

    private async Task<RunOutcome> TryRunPipelineAsync(RunRecorder recorder, RunSummary summary)
    {
        try
        {
            var jobSettings = settings.Of(run.Facts.Project.Folder);
            using var machine = await openMachine(JobEquipment.Request(run.State, docker, jobSettings, run.Facts.Trust, Choices(jobSettings)), interrupts.Cancel);
            return await RunPipelineAsync(machine, recorder, jobSettings, outcome => Conclude(outcome, recorder, summary));
        }
        catch (InfrastructureException exception)
        {
            _display.Tell(exception.Message);
            return Conclude(RunOutcome.InfrastructureFailed, recorder, summary);
        }
        catch (OperationCanceledException)
        {
            return Conclude(RunOutcome.Canceled, recorder, summary);
        }
    }

    private async Task<RunOutcome> RunPipelineAsync(IJobMachine machine, RunRecorder recorder, JobSettings jobSettings, Func<RunOutcome, RunOutcome> conclude)
    {
        var notices = new EngineNotices();
        await using var engines = new EngineHostChoice(settings, line => SayOfEngine(notices, line));
        var ports = result.GetValue(options.ProcessPerJob) ? null : new JobEquipment(machine, engines, _folder, settings).Open(recorder, run.Facts, notices, interrupts.Abort);
        var cleanUps = ports?.CleanUps ?? new CleanUps();
        IJobRunner jobs = ports is null ? Processes(recorder, cleanUps, machine) : new JobRunner(ports);
        var mayMoreCome = machine.MayMoreCome;
        var reaping = Task.WhenAll(Task.Run(() => EngineHostChoice.ReapAsync(settings)), Task.Run(() => TryReapAsync(machine, recorder.Storage.Limits)));
        using var approver = new ConsoleApprover(Console.In, _display.AskAsync);
        var canAsk = !Console.IsInputRedirected && !result.GetValue(options.Json);
        var pipeline = Ports(recorder, jobs, canAsk ? approver.AskAsync : (_, _, _) => Task.FromResult(false));
        try
        {
            return conclude(await RunPipelineAsync(new PipelineRunner(pipeline, Template(jobSettings, recorder.Storage.Limits), result.GetValue(options.Jobs) ?? Environment.ProcessorCount)));
        }
        finally
        {
            await RemoveAsync(new JobEnding(cleanUps, _display.Tell, interrupts.Abort).FinishAsync(machine.Spaces, new RequestedParts(_folder), reaping));
            if (mayMoreCome)
            {
                // What Docker was still making for a killed run is there by now.
                await TryReapAsync(machine, recorder.Storage.Limits);
            }
        }
    }

    private async Task<RunOutcome> RunPipelineAsync(PipelineRunner pipeline)
    {
        try
        {
            return await pipeline.RunAsync(run.Plan, run.Prior, interrupts.Cancel);
        }
        catch (InfrastructureException exception)
        {
            _display.Tell(exception.Message);
            return RunOutcome.InfrastructureFailed;
        }
        catch (OperationCanceledException)
        {
            return RunOutcome.Canceled;
        }
    }

    /// <summary>Whoever waits for more than a moment is told for what.</summary>
    private async Task RemoveAsync(Task removal)
    {
        if (await Task.WhenAny(removal, Task.Delay(ShortRemoval, _clock, CancellationToken.None)) != removal)
        {
            _display.Tell("removing what the jobs used");
        }

        await removal;
    }

    /// <summary>For whoever watches the run, and for the logs of the steps that wait for it.</summary>
    private void SayOfEngine(EngineNotices notices, string line)
    {
        _display.Tell(line);
        notices.Tell(line);
    }

    private JobProcesses Processes(RunRecorder recorder, CleanUps cleanUps, IJobMachine machine) => new(
        OwnProgram.Find() ?? throw new InfrastructureException("--process-per-job: this process is not slipway itself and cannot start it again"),
        recorder,
        cleanUps,
        _display.Say,
        () => Task.WhenAll(Task.Run(() => EngineHostChoice.ReapAsync(settings)), machine.ReapKilledAsync(new RequestedParts(_folder), CancellationToken.None)),
        _clock,
        interrupts.Abort);

    /// <summary>The second half of a setup pipeline: without workflows when there is nothing to run, null when it is invalid.</summary>
    private async Task<Plan?> ContinueAsync(RunRecorder recorder, CancellationToken cancellationToken)
    {
        if (run.Setup is not { } setup || new PipelineContinuation(setup.Offer, _folder.Continuation, _folder.NewDraft).Taken is not { } given)
        {
            _display.Tell("the setup workflow ended without continuing the pipeline: nothing more is run");
            return new Plan { Workflows = [] };
        }

        await File.WriteAllTextAsync(_folder.Continued, given.Configuration, cancellationToken);
        recorder.Record(new PipelineContinued(given.Workflow) { Time = recorder.Now });
        using var said = new StringWriter();
        await using var error = RunDisplay.Collect(said);
        var plan = await setup.PlanAsync(given, _folder.Continued, error, cancellationToken);
        _display.Show(said);
        if (plan is null)
        {
            return null;
        }

        if (plan.Workflows.Count == 0)
        {
            _display.Tell("nothing of the config that the setup workflow gave is run");
            return plan;
        }

        // A rerun from failed is one of this half: a setup that has continued its pipeline cannot do so again.
        PlanFile.Write(_folder, plan, recorder.Storage.Disk);
        return plan;
    }

    private PipelinePorts Ports(RunRecorder recorder, IJobRunner jobs, Approver ask)
    {
        var given = result.GetValue(options.Approve) ?? [];
        return new PipelinePorts
        {
            Jobs = jobs,
            Recorder = recorder,
            Project = new FolderProjectState(run.State, run.Facts.Project.Key, run.Facts.Trust),
            ReadTests = (job, build) => TestRecord.Read(_folder, job, build),
            Approver = (workflow, job, cancellationToken) => given.Contains("all") || given.Contains(job) ? Task.FromResult(true) : ask(workflow, job, cancellationToken),
            ContinueAsync = cancellationToken => ContinueAsync(recorder, cancellationToken),
            Clock = _clock,
        };
    }

    private AssignmentTemplate Template(JobSettings jobSettings, StorageLimits limits) => new()
    {
        Facts = run.Facts,
        Variables = run.Variables,
        Source = Source(),
        Choices = Choices(jobSettings),
        Limits = limits,
        Continuation = run.Setup?.Offer,
    };

    /// <summary>Removes what earlier runs left, beside the jobs of this one.</summary>
    private async Task TryReapAsync(IJobMachine machine, StorageLimits limits)
    {
        try
        {
            await Outage.TellAsync(ReapAsync(machine, limits));
        }
        catch (OperationCanceledException)
        {
            // The run ends.
        }
        catch (InfrastructureException)
        {
            // The next run tries again; this one must not fail for it.
        }
    }

    private async Task ReapAsync(IJobMachine machine, StorageLimits limits)
    {
        foreach (var forgotten in RunRetention.Apply(run.State, limits, _clock.GetUtcNow()))
        {
            _display.Tell(forgotten);
        }

        await StorageSweep.RunAsync(run.State, new FolderBlobStore(run.State.Blobs, _clock), limits, _clock, interrupts.Cancel);
        var reaped = await machine.ReapAsync(interrupts.Cancel);
        if (reaped.Any)
        {
            _display.Tell($"removed what an earlier run left: {reaped}");
        }
    }

    private static ViewKind KindOf(RunOptions options, ParseResult result) =>
        result.GetValue(options.Json) ? ViewKind.Json
        : result.GetValue(options.Quiet) ? ViewKind.Quiet
        : Console.IsOutputRedirected || result.GetValue(options.Plain) || Environment.GetEnvironmentVariable("TERM") is null or "dumb" ? ViewKind.Plain
        : ViewKind.Live;

    private JobSource Source()
    {
        var folder = run.Facts.Project.Folder;
        return result.GetValue(options.Revision) is not null && run.Facts.Revision is { } revision ? new JobSource.Commit(folder, revision)
            : run.Facts.Trust.IsTrusted && !result.GetValue(options.Trusted) ? new JobSource.WorkingTree(folder, options.Choice(result).Question)
            : new JobSource.WorkingTree(folder, null);
    }

    private JobChoices Choices(JobSettings jobSettings) => new()
    {
        ExtraHosts = jobSettings.ExtraHosts,
        PortsOnLocalhost = jobSettings.PublishedPorts is JobSettings.OnLocalhost,
        KeepOnFailure = result.GetValue(options.Keep) is not null,
        Pull = result.GetValue(options.Pull),
        Untrusted = jobSettings.Untrusted ?? new UntrustedGrants(),
    };

    private RunStarted Started(DateTimeOffset now) => new()
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
}
