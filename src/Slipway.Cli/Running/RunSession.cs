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
using Slipway.Execution.Events;
using Slipway.Execution.Failures;
using Slipway.Execution.Jobs;
using Slipway.Execution.Machines;
using Slipway.Execution.Ownership;
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
using Slipway.Model.Texts;

namespace Slipway.Cli.Running;

/// <summary>One run from the command line, from Docker's first answer to the summary.</summary>
internal sealed class RunSession(RunOptions options, ParseResult result, PreparedRun run, CommandSettings settings, Interrupts interrupts, MachineOpener openMachine) : IDisposable
{
    private readonly RunFolder _folder = new(run.Facts.RunId, Path.Combine(run.State.Runs, run.Facts.RunId));

    private static readonly TimeSpan ShortRemoval = TimeSpan.FromSeconds(1);
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly RunComposition _parts = new(options, result, run, settings);
    private readonly RunDisplay _display = new(RunComposition.KindOf(options, result), run.Secrets.Mask, TimeProvider.System, interrupts.Cancel);
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
        recorder.Record(_parts.Started(recorder.Now));
        if (recorder.Storage.Disk.FindShortage() is { } shortage)
        {
            _display.Tell(shortage);
        }

        return Conclude(await OutcomeAsync(() => RunOnMachineAsync(recorder, outcome => Conclude(outcome, recorder, summary))), recorder, summary);
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

    private async Task<RunOutcome> RunOnMachineAsync(RunRecorder recorder, Func<RunOutcome, RunOutcome> conclude)
    {
        using var machine = await openMachine(_parts.Machine(), interrupts.Cancel);
        return await RunPipelineAsync(machine, recorder, conclude);
    }

    private async Task<RunOutcome> RunPipelineAsync(IJobMachine machine, RunRecorder recorder, Func<RunOutcome, RunOutcome> conclude)
    {
        var notices = new EngineNotices();
        await using var engines = new EngineHostChoice(settings, line => SayOfEngine(notices, line));
        var ports = result.GetValue(options.ProcessPerJob) ? null : new JobComposition(machine, engines, _folder, settings).Open(recorder, run.Facts, notices, interrupts.Abort);
        var cleanUps = ports?.CleanUps ?? new CleanUps();
        IJobRunner jobs = ports is null ? Processes(recorder, cleanUps, machine) : new JobRunner(ports);
        var mayMoreCome = machine.MayMoreCome;
        var reaping = Task.WhenAll(Task.Run(() => EngineHostChoice.ReapAsync(settings)), Task.Run(() => TryReapAsync(machine, recorder.Storage.Limits)));
        using var approver = new ConsoleApprover(Console.In, _display.AskAsync);
        var canAsk = !Console.IsInputRedirected && !result.GetValue(options.Json);
        var pipeline = _parts.Pipeline(_folder, recorder, jobs, canAsk ? approver.AskAsync : (_, _, _) => Task.FromResult(false), cancellationToken => ContinueAsync(recorder, cancellationToken));
        try
        {
            var runner = new PipelineRunner(pipeline, _parts.Template(recorder.Storage.Limits), result.GetValue(options.Jobs) ?? Environment.ProcessorCount);
            return conclude(await OutcomeAsync(() => runner.RunAsync(run.Plan, run.Prior, interrupts.Cancel)));
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

    /// <summary>How work ends that the world may fail, or the user.</summary>
    private async Task<RunOutcome> OutcomeAsync(Func<Task<RunOutcome>> work)
    {
        try
        {
            return await work();
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
        if (run.Setup is not { } setup || new PipelineContinuation(setup.Offer, _folder.Continuation, _folder.NewFile).Taken is not { } given)
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
        if (reaped.Count > 0)
        {
            _display.Tell($"removed what an earlier run left: {CountText.OfEach(reaped)}");
        }
    }
}
