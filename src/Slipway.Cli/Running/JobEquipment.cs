using Slipway.Cli.Exits;
using Slipway.Cli.Repositories;
using Slipway.Cli.Settings;
using Slipway.Engines.Addresses;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;
using Slipway.Execution.Blobs;
using Slipway.Execution.Daemons;
using Slipway.Execution.Events;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Networks;
using Slipway.Execution.Ownership;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Model.Assignments;

namespace Slipway.Cli.Running;

/// <summary>Brings together what the jobs of this process work with.</summary>
/// <param name="folder">The run's.</param>
/// <param name="settings">Of the machine: the networks of jobs.</param>
internal sealed class JobEquipment(HostDocker docker, EngineHostChoice engines, RunFolder folder, StateFolder state, JobSettings settings)
{
    private readonly TimeProvider _clock = TimeProvider.System;

    /// <param name="recorder">Takes what leaves the jobs.</param>
    /// <param name="trust">The run's.</param>
    /// <param name="choices">What was chosen for the jobs.</param>
    /// <param name="abort">Ends them at once.</param>
    public JobPorts Open(RunRecorder recorder, TrustScope trust, JobChoices choices, CancellationToken abort) => new()
    {
        Recorder = recorder,
        Folder = folder,
        Requested = new RequestedParts(folder),
        Spaces = new DockerJobSpaceFactory(
            docker,
            new(docker.Client, choices.Pull, _clock, trust.IsTrusted ? null : choices.Untrusted.HasImage),
            new JobNetworks(docker, Subnets(settings.Subnets), mayLink: settings.Network is null),
            AgentProgram.Load(AgentFile()),
            _clock),
        Engines = new Lazy<IEngineHost>(engines.Open),
        EngineSettings = new Lazy<EngineSettings>(SettingsFile.Load),
        Blobs = new FolderBlobStore(state.Blobs, _clock),
        CleanUps = new CleanUps(),
        Clock = _clock,
        State = state,
        StateMark = StateMark.Of(state),
        FindDistrustAsync = FindDistrustAsync,
        AbortToken = abort,
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

    private static string AgentFile() => Environment.GetEnvironmentVariable("SLIPWAY_AGENT") is { Length: > 0 } given
        ? given
        : Path.Combine(AppContext.BaseDirectory, "slipway-agent");
}
