using Slipway.Cli.Exits;
using Slipway.Cli.Repositories;
using Slipway.Cli.Settings;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Engines.Settings;
using Slipway.Execution.Blobs;
using Slipway.Execution.Caches;
using Slipway.Execution.Checkouts;
using Slipway.Execution.Continuations;
using Slipway.Execution.Events;
using Slipway.Execution.Images;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Machines;
using Slipway.Execution.Networks;
using Slipway.Execution.Ownership;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Execution.Workspaces;
using Slipway.Linux.Addresses;
using Slipway.Model.Assignments;
using Slipway.Runner.Remote;

namespace Slipway.Cli.Running;

/// <summary>Brings together what the jobs of this process work with.</summary>
/// <param name="folder">The run's.</param>
internal sealed class JobComposition(IJobMachine machine, EngineHostChoice engines, RunFolder folder, CommandSettings settings)
{
    private static readonly TimeProvider Clock = TimeProvider.System;
    private readonly Lazy<IEngineHost> _engines = new(engines.Open);

    /// <summary>What is said of the machine that the jobs need.</summary>
    /// <param name="settings">Of the machine: the networks of jobs.</param>
    /// <param name="trust">The run's.</param>
    /// <param name="choices">What was chosen for the jobs.</param>
    public static MachineRequest Request(StateFolder state, JobSettings settings, TrustScope trust, JobChoices choices) => new()
    {
        State = state,
        Blobs = new FolderBlobStore(state.Blobs, Clock),
        AgentFile = AgentLocation.Find(),
        Pull = choices.Pull,
        MayBeLocal = trust.IsTrusted ? null : choices.Untrusted.HasImage,
        Subnets = Subnets(settings.Subnets),
        MayLink = settings.Network is null,
        Clock = Clock,
    };

    /// <param name="recorder">Takes what leaves the jobs.</param>
    /// <param name="run">What is known of their run.</param>
    /// <param name="notices">What the engine host says.</param>
    /// <param name="abort">Ends them at once.</param>
    /// <param name="remote">Where their caches, workspaces and code are; null: on this machine.</param>
    public JobPorts Open(RunRecorder recorder, RunFacts run, EngineNotices notices, CancellationToken abort, RemoteJob? remote = null) => new()
    {
        Recorder = recorder,
        Scratch = new ScratchFiles(folder.Incoming),
        Kept = folder.KeptSpaces,
        OpenContinuation = offer => new PipelineContinuation(offer, folder.Continuation, folder.NewFile),
        Requested = new RequestedParts(folder),
        Spaces = new JobSpaceChoice(machine.Spaces, new MachineJobSpaceFactory(_engines, machine.Spaces.Machine, Clock)),
        EngineNotices = notices,
        Engines = _engines,
        EngineSettings = new Lazy<EngineSettings>(() => settings.Engines),
        Blobs = remote is null ? new FolderBlobStore(settings.State.Blobs, Clock) : new RemoteBlobStore(remote.Server),
        CleanUps = new CleanUps(),
        Clock = Clock,
        Caches = remote is null ? new FolderCaches(settings.State, run.Project.Key, run.Trust, Clock) : new RemoteCaches(remote.Server),
        Workspace = remote is null ? new WorkspaceFile(folder.Workspace) : new RemoteWorkspace(remote.Server),
        StateMark = StateMark.Of(settings.State),
        OpenSource = source => Open(source, remote),
        AbortToken = abort,
    };

    private static ISource Open(JobSource source, RemoteJob? remote) => source switch
    {
        JobSource.WorkingTree tree => new WorkingTreeSource(tree, FindDistrustAsync),
        JobSource.Commit commit => new RevisionSource(commit),
        JobSource.Served served when remote is not null => new ServedSource(served, remote.Access),
        _ => throw new InvalidOperationException($"{source} is not on this machine."),
    };

    private static async Task<string?> FindDistrustAsync(JobSource.WorkingTree tree, CancellationToken cancellationToken)
    {
        try
        {
            var choice = tree.Trust is { } asked ? new GitChoice(asked.Branch, asked.Tag, asked.Revision) : new GitChoice();
            return (await TrustReader.ReadAsync(tree.Folder, choice, cancellationToken)).Reason;
        }
        catch (UsageException refused)
        {
            return refused.Message;
        }
    }

    private static SubnetPool Subnets(IReadOnlyList<string> given) =>
        given.Count == 0 ? new SubnetPool() : new SubnetPool([.. given.Select(text => Ipv4Network.TryParse(text, out var network) ? network : default)]);
}
