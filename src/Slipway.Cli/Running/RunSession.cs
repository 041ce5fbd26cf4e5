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
using Slipway.Execution.Masking;
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
using Slipway.Model.Terminals;

namespace Slipway.Cli.Running;

/// <summary>One run from the command line, from Docker's first answer to the summary.</summary>
internal sealed class RunSession(RunOptions options, ParseResult result, PreparedRun run, Interrupts interrupts, MachineOpener openMachine, Task<HostDocker> docker) : IDisposable
{
    private readonly RunFolder _folder = new(run.Facts.RunId, Path.Combine(run.State.Runs, run.Facts.RunId));

    /// <summary>Who reads nothing of a pipe for as long is not waited for any longer; a terminal may be stopped for as long as somebody likes.</summary>
    private static readonly TimeSpan PatienceWithPipes = TimeSpan.FromMinutes(1);
    private const int RoomOfTerminal = 1 << 20;
    private const int RoomOfPipe = 16 << 20;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly SecretPatterns _secrets = new(run.Variables.Values);
    private readonly WriteQueue _terminal = IsLive(options, result)
        ? new WriteQueue(RoomOfTerminal, TimeSpan.Zero, Timeout.InfiniteTimeSpan, interrupts.Cancel)
        : new WriteQueue(RoomOfPipe, PatienceWithPipes, PatienceWithPipes, interrupts.Cancel);
    private readonly Stream _output = Terminal.OpenOutput();
    private LiveView? _live;

    public async Task<RunOutcome> RunAsync()
    {
        var limits = JobSettingsFile.LoadLimits();
        Directory.CreateDirectory(_folder.Path);
        await File.WriteAllTextAsync(_folder.Owner, OwnerProcess.Current.ToString(), interrupts.Cancel);
        _folder.WriteTrust(run.Facts.Trust);
        var disk = new DiskReserve(run.State.Path, limits);
        PlanFile.Write(_folder, run.Plan, disk);
        InheritWorkspace();
        var summary = new RunSummary(_folder);
        var view = View();
        _live = view as LiveView;
        using var kept = new FolderJournal(_folder, limits, disk);
        var journal = new ShownJournal(kept, [new QueuedView(view, _terminal), summary]);
        var recorder = new RunRecorder(journal, _secrets, _clock, new RunStorage(limits, disk, run.Facts.Trust.IsTrusted));
        var began = _clock.GetTimestamp();
        recorder.Record(Started(recorder.Now));
        if (recorder.Storage.Disk.FindShortage() is { } shortage)
        {
            Say(shortage);
        }

        var outcome = OutcomeOfRecorded(await TryRunPipelineAsync(recorder, _live is null ? AskAsync : _live.AskAsync), recorder);
        var duration = _clock.GetElapsedTime(began);
        recorder.Record(new RunFinished(outcome, duration) { Time = recorder.Now });
        EndView();
        if (!result.GetValue(options.Json))
        {
            _terminal.Add(() => Terminal.Try(() => summary.Write(Terminal.Output, outcome, duration)));
        }

        return outcome;
    }

    /// <summary>Waits for what is still to be shown, but not for ever.</summary>
    public void Dispose()
    {
        EndView();
        _terminal.Finish();
        _terminal.Dispose();
        _output.Dispose();
    }

    /// <summary>Behind all that it shows, since the terminal may be stopped.</summary>
    private void EndView() => _terminal.Add(() => _live?.Dispose());

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

        Say($"the run's event log {_folder.Events} is not complete: {failure}");
        return outcome == RunOutcome.Canceled ? outcome : RunOutcome.InfrastructureFailed;
    }

    private async Task<RunOutcome> TryRunPipelineAsync(RunRecorder recorder, Questioner ask)
    {
        try
        {
            var settings = JobSettingsFile.Load(run.Facts.Project.Folder);
            using var machine = await openMachine(JobEquipment.Request(run.State, docker, settings, run.Facts.Trust, Choices(settings)), interrupts.Cancel);
            return await RunPipelineAsync(machine, recorder, settings, ask);
        }
        catch (InfrastructureException exception)
        {
            Say(exception.Message);
            return RunOutcome.InfrastructureFailed;
        }
        catch (OperationCanceledException)
        {
            return RunOutcome.Canceled;
        }
    }

    private async Task<RunOutcome> RunPipelineAsync(IJobMachine machine, RunRecorder recorder, JobSettings settings, Questioner questioner)
    {
        await using var engines = new EngineHostChoice(Say);
        var ports = result.GetValue(options.ProcessPerJob) ? null : new JobEquipment(machine, engines, _folder, run.State).Open(recorder, run.Facts, interrupts.Abort);
        var cleanUps = ports?.CleanUps ?? new CleanUps();
        IJobRunner jobs = ports is null ? Processes(recorder, cleanUps, machine) : new JobRunner(ports);
        var mayMoreCome = machine.MayMoreCome;
        var reaping = Task.WhenAll(Task.Run(EngineHostChoice.ReapAsync), Task.Run(() => TryReapAsync(machine, recorder.Storage.Limits)));
        using var approver = new ConsoleApprover(Console.In, questioner);
        var canAsk = !Console.IsInputRedirected && !result.GetValue(options.Json);
        var pipeline = Ports(recorder, jobs, canAsk ? approver.AskAsync : (_, _, _) => Task.FromResult(false));
        var parallelJobs = result.GetValue(options.Jobs) is > 0 and var most ? most : Environment.ProcessorCount;
        try
        {
            return await new PipelineRunner(pipeline, Template(settings, recorder.Storage.Limits), parallelJobs).RunAsync(run.Plan, run.Prior, interrupts.Cancel);
        }
        finally
        {
            await new JobEnding(cleanUps, Say, interrupts.Abort).FinishAsync(machine.Spaces, new RequestedParts(_folder), reaping);
            if (mayMoreCome)
            {
                // What Docker was still making for a killed run is there by now.
                await TryReapAsync(machine, recorder.Storage.Limits);
            }
        }
    }

    private JobProcesses Processes(RunRecorder recorder, CleanUps cleanUps, IJobMachine machine) => new(
        OwnProgram.Find() ?? throw new InfrastructureException("--process-per-job: this process is not slipway itself and cannot start it again"),
        recorder,
        cleanUps,
        line => _terminal.Add(() => Terminal.Say(_secrets.Mask(line))),
        () => Task.WhenAll(Task.Run(EngineHostChoice.ReapAsync), machine.ReapKilledAsync(new RequestedParts(_folder), CancellationToken.None)),
        _clock,
        interrupts.Abort);

    /// <summary>The second half of a setup pipeline: without workflows when there is nothing to run, null when it is invalid.</summary>
    private async Task<Plan?> ContinueAsync(RunRecorder recorder, CancellationToken cancellationToken)
    {
        if (run.Setup is not { } setup || new PipelineContinuation(setup.Offer, _folder.Continuation, _folder.NewDraft).Taken is not { } given)
        {
            Say("the setup workflow ended without continuing the pipeline: nothing more is run");
            return new Plan { Workflows = [] };
        }

        await File.WriteAllTextAsync(_folder.Continued, given.Configuration, cancellationToken);
        recorder.Record(new PipelineContinued(given.Workflow) { Time = recorder.Now });
        // What it says of the config goes to the terminal, which may be stopped: an interrupt is heard all the same.
        var planning = Task.Run(() => setup.PlanAsync(given, _folder.Continued, cancellationToken), cancellationToken);
        if (await planning.WaitAsync(cancellationToken) is not { } plan)
        {
            return null;
        }

        if (plan.Workflows.Count == 0)
        {
            Say("nothing of the config that the setup workflow gave is run");
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

    private AssignmentTemplate Template(JobSettings settings, StorageLimits limits) => new()
    {
        Facts = run.Facts,
        Variables = run.Variables,
        Source = Source(),
        Choices = Choices(settings),
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
            Say(forgotten);
        }

        await StorageSweep.RunAsync(run.State, new FolderBlobStore(run.State.Blobs, _clock), limits, _clock, interrupts.Cancel);
        var reaped = await machine.ReapAsync(interrupts.Cancel);
        if (reaped.Any)
        {
            Say($"removed what an earlier run left: {reaped}");
        }
    }

    private IRunObserver View() => (result.GetValue(options.Json), Live: IsLive(options, result)) switch
    {
        (true, _) => new JsonView(_output, _clock),
        (_, Live: true) => new LiveView(Terminal.Paint, Terminal.Size, _clock),
        _ => new PlainView(_output, result.GetValue(options.Quiet)),
    };

    private static bool IsLive(RunOptions options, ParseResult result) =>
        !Console.IsOutputRedirected && !result.GetValue(options.Json) && !result.GetValue(options.Plain) && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");

    private JobSource Source()
    {
        var folder = run.Facts.Project.Folder;
        return result.GetValue(options.Revision) is not null && run.Facts.Revision is { } revision ? new JobSource.Commit(folder, revision)
            : run.Facts.Trust.IsTrusted && !result.GetValue(options.Trusted) ? new JobSource.WorkingTree(folder, options.Choice(result).Question)
            : new JobSource.WorkingTree(folder, null);
    }

    private JobChoices Choices(JobSettings settings) => new()
    {
        ExtraHosts = settings.ExtraHosts,
        PortsOnLocalhost = settings.PublishedPorts is JobSettings.OnLocalhost,
        KeepOnFailure = result.GetValue(options.Keep) is not null,
        Pull = result.GetValue(options.Pull),
        Untrusted = settings.Untrusted ?? new UntrustedGrants(),
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

    private static async Task<string?> AskAsync(string question, Func<Task<string?>> answer)
    {
        await Terminal.Error.WriteAsync(TerminalText.OneLine(question));
        return await answer();
    }

    private void Say(string line) => _terminal.Add(() => Terminal.Tell(_secrets.Mask(line)));
}
