using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Repositories;
using Slipway.Cli.Settings;
using Slipway.Cli.Signals;
using Slipway.Cli.Terminals;
using Slipway.Cli.Views;
using Slipway.Engines.Addresses;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;
using Slipway.Execution.Blobs;
using Slipway.Execution.Bounds;
using Slipway.Execution.Caches;
using Slipway.Execution.Daemons;
using Slipway.Execution.Events;
using Slipway.Execution.Failures;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Masking;
using Slipway.Execution.Networks;
using Slipway.Execution.Reaping;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Execution.TestResults;
using Slipway.Execution.Workflows;
using Slipway.Execution.Workspaces;
using Slipway.Linux.Processes;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Running;

/// <summary>One run from the command line, from Docker's first answer to the summary.</summary>
internal sealed class RunSession(RunOptions options, ParseResult result, PreparedRun run, Interrupts interrupts) : IDisposable
{
    private readonly RunFolder _folder = new(run.Facts.RunId, Path.Combine(run.State.Runs, run.Facts.RunId));
    private static readonly TimeSpan LongestAbort = TimeSpan.FromSeconds(10);

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
        PlanFile.Write(_folder, run.Plan, new DiskReserve(run.State.Path, limits));
        InheritWorkspace();
        var summary = new RunSummary(_folder);
        var view = View();
        _live = view as LiveView;
        using var recorder = new RunRecorder(_folder, [new QueuedView(view, _terminal), summary], _secrets, _clock, new RunStorage(limits, new DiskReserve(run.State.Path, limits), run.Facts.Trust.IsTrusted));
        var began = _clock.GetTimestamp();
        recorder.Record(Started(recorder.Now));
        if (recorder.Storage.Disk.FindShortage() is { } shortage)
        {
            Say(shortage);
        }

        var outcome = Whole(await TryRunPipelineAsync(recorder, _live is null ? AskAsync : _live.AskAsync), recorder);
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
            new WorkspaceIndex(Path.Combine(_folder.Path, WorkspaceIndex.FileName)).Inherit(
                Path.Combine(run.State.Runs, earlier, WorkspaceIndex.FileName),
                (workflow, job) => run.Prior?.Outcomes.GetValueOrDefault(workflow)?.GetValueOrDefault(job) is JobOutcome.Passed);
        }
    }

    /// <summary>A run whose record is not complete has not passed.</summary>
    private RunOutcome Whole(RunOutcome outcome, RunRecorder recorder)
    {
        if (recorder.Failure is not { } failure)
        {
            return outcome;
        }

        Say($"the run's event log {recorder.Folder.Events} is not complete: {failure}");
        return outcome == RunOutcome.Canceled ? outcome : RunOutcome.InfrastructureFailed;
    }

    private async Task<RunOutcome> TryRunPipelineAsync(RunRecorder recorder, Questioner ask)
    {
        try
        {
            using var docker = await HostDocker.ConnectAsync(Environment.GetEnvironmentVariable("DOCKER_HOST"), interrupts.Cancel);
            return await RunPipelineAsync(docker, recorder, ask);
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

    private async Task<RunOutcome> RunPipelineAsync(HostDocker docker, RunRecorder recorder, Questioner questioner)
    {
        await using var engines = new EngineHostChoice(Say);
        var scope = Scope(docker, recorder, engines, JobSettingsFile.Load(run.Facts.Project.Folder));
        var reaper = new Reaper(docker.Client, run.State, new FolderBlobStore(run.State.Blobs, _clock), _clock);
        var mayMoreCome = reaper.MayMoreCome;
        var reaping = Task.WhenAll(Task.Run(EngineHostChoice.ReapAsync), Task.Run(() => ReapAsync(reaper, recorder.Storage.Limits)));
        using var approver = new ConsoleApprover(Console.In, questioner);
        var canAsk = !Console.IsInputRedirected && !result.GetValue(options.Json);
        Approver ask = canAsk ? approver.AskAsync : (_, _, _) => Task.FromResult(false);
        try
        {
            return await new PipelineRunner(scope, ask, cancellationToken => ContinueAsync(recorder, cancellationToken)).RunAsync(run.Plan, run.Prior, interrupts.Cancel);
        }
        finally
        {
            await FinishAsync(scope, reaping);
            if (mayMoreCome)
            {
                // What Docker was still making for a killed run is there by now.
                await ReapAsync(reaper, recorder.Storage.Limits);
            }
        }
    }

    /// <summary>Waits for the clean-ups, after an abort not for long.</summary>
    private async Task FinishAsync(RunScope scope, Task reaping)
    {
        using var deadline = new CancellationTokenSource();
        await using var aborted = interrupts.Abort.Register(() => deadline.CancelAfter(LongestAbort));
        var closing = scope.Spaces.Networks.CloseAsync(deadline.Token);
        var failures = await scope.CleanUps.FinishAsync(deadline.Token);
        await closing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var failure in failures)
        {
            Say($"clean-up: {failure}; `slipway runs reap` tries again");
        }

        if (failures.Count == 0)
        {
            scope.Requested.Remove();
        }

        await reaping.WaitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The second half of a setup pipeline: without workflows when there is nothing to run, null when it is invalid.</summary>
    private async Task<Plan?> ContinueAsync(RunRecorder recorder, CancellationToken cancellationToken)
    {
        if (run.Setup is not { } setup || setup.Desk.Taken is not { } given)
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

    private RunScope Scope(HostDocker docker, RunRecorder recorder, EngineHostChoice engines, JobSettings settings) => new()
    {
        Facts = run.Facts,
        Recorder = recorder,
        Requested = new RequestedParts(_folder),
        Spaces = new SpaceMaker(
            docker,
            new(docker.Client, result.GetValue(options.Pull), _clock, run.Facts.Trust.IsTrusted ? null : (settings.Untrusted ?? new UntrustedGrants()).HasImage),
            new JobNetworks(docker, Subnets(settings.Subnets), mayLink: settings.Network is null),
            AgentProgram.Load(AgentFile()),
            _clock),
        Engines = new Lazy<IEngineHost>(engines.Open),
        EngineSettings = new Lazy<EngineSettings>(SettingsFile.Load),
        Variables = run.Variables,
        Choices = Choices(settings),
        Continuation = run.Setup?.Desk,
        CleanUps = new CleanUps(),
        Clock = _clock,
        AbortToken = interrupts.Abort,
        State = run.State,
        TestTimings = TestTimings.Of(run.State, run.Facts),
        StateMark = StateMark.Of(run.State),
    };

    /// <summary>Removes what earlier runs left, beside the jobs of this one.</summary>
    private async Task ReapAsync(Reaper reaper, StorageLimits limits)
    {
        try
        {
            foreach (var forgotten in RunRetention.Apply(run.State, limits, _clock.GetUtcNow()))
            {
                Say(forgotten);
            }

            StorageSweep.Run(run.State, new FolderBlobStore(run.State.Blobs, _clock), limits, _clock);
            var reaped = await reaper.ReapAsync(withKept: false, interrupts.Cancel);
            if (reaped.Any)
            {
                Say($"removed what an earlier run left: {reaped}");
            }
        }
        catch (Exception exception) when (Outage.Includes(exception) || exception is OperationCanceledException)
        {
            // The next run tries again; this one must not fail for it.
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

    private static SubnetPool Subnets(IReadOnlyList<string> given) =>
        given.Count == 0 ? new SubnetPool() : new SubnetPool([.. given.Select(text => Ipv4Network.TryParse(text, out var network) ? network : default)]);

    private RunChoices Choices(JobSettings settings) => new()
    {
        ExtraHosts = settings.ExtraHosts,
        PortsOnLocalhost = settings.PublishedPorts is JobSettings.OnLocalhost,
        KeepOnFailure = result.GetValue(options.Keep) is not null,
        ParallelJobs = result.GetValue(options.Jobs) is > 0 and var jobs ? jobs : Environment.ProcessorCount,
        Approvals = result.GetValue(options.Approve) ?? [],
        Revision = result.GetValue(options.Revision) is null ? null : run.Facts.Revision,
        Untrusted = settings.Untrusted ?? new UntrustedGrants(),
        FindDistrust = run.Facts.Trust.IsTrusted && !result.GetValue(options.Trusted) ? FindDistrustAsync : null,
    };

    private async Task<string?> FindDistrustAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await TrustReader.ReadAsync(run.Facts.Project.Folder, options.Choice(result), cancellationToken)).Reason;
        }
        catch (UsageException refused)
        {
            return refused.Message;
        }
    }

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

    private static string AgentFile() => Environment.GetEnvironmentVariable("SLIPWAY_AGENT") is { Length: > 0 } given
        ? given
        : Path.Combine(AppContext.BaseDirectory, "slipway-agent");
}
