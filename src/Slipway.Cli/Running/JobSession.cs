using Slipway.Cli.Exits;
using Slipway.Cli.Settings;
using Slipway.Cli.Signals;
using Slipway.Cli.Terminals;
using Slipway.Execution.Bounds;
using Slipway.Execution.Events;
using Slipway.Execution.Jobs;
using Slipway.Execution.Machines;
using Slipway.Execution.Masking;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Linux.Failures;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Runner.Remote;

namespace Slipway.Cli.Running;

/// <summary>One assignment from the command line, from Docker's first answer to the removal of what it made.</summary>
/// <param name="journal">The folder of its journal; null: the journal goes to standard output.</param>
/// <param name="isPartOfRun">Another process has the run, and removes its notes.</param>
internal sealed class JobSession(Assignment assignment, CommandSettings settings, Interrupts interrupts, MachineOpener openMachine, string? journal, bool isPartOfRun)
{
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly SecretPatterns _secrets = new([.. assignment.Variables.Hidden, .. assignment.Variables.Project.Values, .. assignment.Variables.Contexts.Values.SelectMany(context => context.Values)]);

    /// <exception cref="UsageException">The folder for the journal has one.</exception>
    public async Task<JobOutcome> RunAsync()
    {
        settings.State.CloseToOthers();
        Directory.CreateDirectory(settings.State.Path);
        var folder = new RunFolder(assignment.Run.RunId, journal is null ? Path.Combine(settings.State.Runs, assignment.Run.RunId) : Path.GetFullPath(journal));
        if (journal is null)
        {
            await using var output = Terminal.OpenRawOutput();
            return await RunAsync(folder, new StreamJournal(output, _clock.GetUtcNow(), interrupts.AskAbort));
        }

        Directory.CreateDirectory(folder.Path);
        if (Directory.EnumerateFileSystemEntries(folder.Path).Any())
        {
            throw new UsageException($"--journal {journal}: the folder is not empty");
        }

        using var kept = new FolderJournal(folder, assignment.Limits, new DiskReserve(folder.Path, assignment.Limits));
        return await RunAsync(folder, kept);
    }

    private async Task<JobOutcome> RunAsync(RunFolder folder, IRunJournal kept)
    {
        Directory.CreateDirectory(folder.Path);
        var storage = new RunStorage(assignment.Limits, new DiskReserve(settings.State.Path, assignment.Limits), assignment.Run.Trust.IsTrusted);
        var recorder = new RunRecorder(kept, _secrets, _clock, storage);
        var outcome = await TryRunAsync(folder, recorder);
        if (kept.Failure is { } failure)
        {
            Say($"the job's journal is not complete: {failure}");
            return outcome is JobOutcome.Canceled ? outcome : new JobOutcome.InfrastructureFailed(failure);
        }

        return outcome;
    }

    private async Task<JobOutcome> TryRunAsync(RunFolder folder, RunRecorder recorder)
    {
        var hasBegun = false;
        try
        {
            using var machine = await openMachine(JobComposition.Request(settings.State, settings.Machine, assignment.Run.Trust, assignment.Choices), interrupts.Cancel);
            var notices = new EngineNotices();
            await using var engines = new EngineHostChoice(settings, line =>
            {
                Say(line);
                notices.Tell(line);
            });
            using var remote = assignment.Server is { } access ? RemoteJob.Open(access) : null;
            var ports = new JobComposition(machine, engines, folder, settings).Open(recorder, assignment.Run, notices, interrupts.Abort, remote);
            hasBegun = true;
            try
            {
                return await new JobRunner(ports).RunAsync(assignment, interrupts.Cancel);
            }
            finally
            {
                await new JobEnding(ports.CleanUps, Say, interrupts.Abort).FinishAsync(machine.Spaces, isPartOfRun ? null : ports.Requested);
            }
        }
        catch (InfrastructureException failure) when (!hasBegun)
        {
            return End(recorder, new JobOutcome.InfrastructureFailed(failure.Message));
        }
        catch (OperationCanceledException) when (!hasBegun && interrupts.Cancel.IsCancellationRequested)
        {
            return End(recorder, new JobOutcome.Canceled());
        }
    }

    private JobOutcome End(RunRecorder recorder, JobOutcome outcome)
    {
        recorder.Record(new JobFinished(assignment.Job, outcome, TimeSpan.Zero) { Time = recorder.Now });
        return outcome;
    }

    private void Say(string line) => Terminal.Tell(_secrets.Mask(line));
}
