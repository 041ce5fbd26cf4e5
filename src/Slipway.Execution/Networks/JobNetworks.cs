using Slipway.Execution.Daemons;
using Slipway.Execution.Failures;
using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;
using Slipway.Linux.Locks;

namespace Slipway.Execution.Networks;

/// <summary>Makes the networks of a run's jobs: links of our own where this process may and the job can do with one, else Docker's bridges.</summary>
public sealed class JobNetworks
{
    private readonly HostDocker _docker;
    private readonly SubnetPool _pool;
    private readonly Task<FileLock?> _rules;
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _links = 1;

    /// <param name="pool">Where the subnets come from.</param>
    /// <param name="mayLink">False: Docker's bridges for every job.</param>
    public JobNetworks(HostDocker docker, SubnetPool pool, bool mayLink)
    {
        _docker = docker;
        _pool = pool;
        // Beside what else a run begins with.
        _rules = mayLink && CanLink(docker.Facts) ? Task.Run(TryLoadAsync) : Task.FromResult<FileLock?>(null);
    }

    /// <summary>Whether jobs without named services get a link of our own. Services with names have addresses of their own, which Docker's bridge gives.</summary>
    internal async Task<bool> CanLinkAsync() => await _rules is not null;

    /// <summary>A link for a job space.</summary>
    /// <param name="space">The job space's id.</param>
    /// <param name="state">The mark of the run's state folder.</param>
    internal async Task<IJobNetwork> LinkAsync(string space, string state)
    {
        Interlocked.Increment(ref _links);
        try
        {
            return await LinkNetwork.MakeAsync(space, state, _pool, Forget);
        }
        catch
        {
            Forget();
            throw;
        }
    }

    /// <summary>A bridge of Docker's.</summary>
    /// <param name="name">Known before it is there.</param>
    /// <param name="labels">For the reaper.</param>
    internal Task<IJobNetwork> BridgeAsync(string name, IDictionary<string, string> labels) =>
        DockerNetwork.CreateAsync(_docker.Client, _pool, name, labels, CancellationToken.None);

    /// <summary>Waits until the links are gone and takes the rules from the host. There must be no more jobs.</summary>
    public async Task CloseAsync(CancellationToken cleanupToken)
    {
        if (await _rules is not { } hold)
        {
            return;
        }

        Forget();
        await _empty.Task.WaitAsync(cleanupToken);
        hold.Dispose();
        await LinkRules.TryUnloadAsync(cleanupToken);
    }

    private void Forget()
    {
        if (Interlocked.Decrement(ref _links) == 0)
        {
            _empty.TrySetResult();
        }
    }

    /// <summary>Links need root, a Docker whose containers are processes of this machine, and resolvers that containers reach by themselves.</summary>
    private static bool CanLink(DaemonFacts docker) =>
        Environment.IsPrivilegedProcess && docker.IsLocal && Resolvers.Choose([], Resolvers.ReadFile).Count > 0;

    private static async Task<FileLock?> TryLoadAsync()
    {
        var hold = LinkRules.TryHold();
        try
        {
            if (hold is not null)
            {
                await Outage.TellAsync(LinkRules.LoadAsync(CancellationToken.None));
            }

            return hold;
        }
        catch (InfrastructureException)
        {
            // A host without the tools has Docker's bridges.
            hold!.Dispose();
            return null;
        }
    }
}
