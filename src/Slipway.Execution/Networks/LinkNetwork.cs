using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;
using Slipway.Linux.Networks;
using Slipway.Linux.Processes;

namespace Slipway.Execution.Networks;

/// <summary>
/// A job's own link between the host and its containers, which Docker knows nothing of: it takes a few milliseconds where Docker's bridge takes
/// hundreds to make and to remove. Only root can make one.
/// </summary>
internal sealed class LinkNetwork : IJobNetwork
{
    /// <summary>How the host's ends are named; with a space's id behind it, as long as the kernel allows.</summary>
    public const string Prefix = "slj";

    private const string FarPrefix = "slp";
    private readonly string _space;
    private readonly SubnetPool _pool;
    private readonly Action _forget;

    /// <summary>Going through the host's table takes some 10 ms, which the making of the container hides.</summary>
    private readonly Task _forgotten;
    private bool _removed;

    private LinkNetwork(string space, SubnetPool pool, Ipv4Network subnet, Action forget)
    {
        _space = space;
        _pool = pool;
        Subnet = subnet;
        _forget = forget;
        _forgotten = Task.Run(() => HostConnections.Forget(subnet));
    }

    public Ipv4Network Subnet { get; }

    /// <summary>Makes a link. Before it is connected, nothing of what an earlier job in its subnet has left, whose end nobody saw, is in the host's table of connections.</summary>
    /// <param name="space">The job space's id.</param>
    /// <param name="state">The mark of the run's state folder.</param>
    /// <param name="pool">One for all jobs of this process.</param>
    /// <param name="forget">Called once it is removed.</param>
    /// <exception cref="InfrastructureException">There is no free subnet.</exception>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static Task<LinkNetwork> MakeAsync(string space, string state, SubnetPool pool, Action forget)
    {
        var note = new LinkNote(OwnerProcess.Current, state).ToString();
        return pool.MakeNetworkAsync((subnet, mtu) => Task.FromResult(TryMake(space, note, pool, subnet, mtu, forget)));
    }

    public async Task ConnectAsync(string container, int process)
    {
        await _forgotten;
        // Docker's numbers are those of its own machine: what is connected must be this very container.
        if (!HostProcess.IsIn(process, container))
        {
            throw new IOException($"process {process} is not the container's: Docker runs on another machine. Set `network` to docker in /etc/slipway/jobs.json");
        }

        HostLink.Plug(FarPrefix + _space, process, Subnet);
    }

    public async Task<bool> TryRemoveAsync()
    {
        // What it would still remove could be the next job's.
        await _forgotten.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        HostLink.Remove(Prefix + _space);
        HostConnections.Forget(Subnet);
        _removed = true;
        return true;
    }

    public void Leave() => _forget();

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_removed)
            {
                await TryRemoveAsync();
            }
        }
        finally
        {
            _pool.Return(Subnet);
            _forget();
        }
    }

    /// <summary>The links of processes that are gone.</summary>
    /// <param name="state">Whose: what belongs to another state folder is not touched.</param>
    /// <param name="kept">Spaces that stay.</param>
    public static IEnumerable<string> FindOrphans(string state, IReadOnlySet<string> kept) => HostLink.Names(Prefix)
        .Where(name => LinkNote.Parse(HostLink.NoteOf(name)) is { Owner.IsAlive: false } note && note.State == state && !kept.Contains(name[Prefix.Length..]));

    /// <summary>Removes the links that do not say whose they are. Nobody may be making one.</summary>
    public static void RemoveHalfMade() => HostLink.Names(Prefix).Where(name => HostLink.NoteOf(name).Length == 0).ToList().ForEach(HostLink.Remove);

    private static LinkNetwork? TryMake(string space, string note, SubnetPool pool, Ipv4Network subnet, int mtu, Action forget) =>
        HostLink.TryMake(Prefix + space, FarPrefix + space, subnet, mtu, note) ? new LinkNetwork(space, pool, subnet, forget) : null;

    /// <summary>What stands on each link: whose it is.</summary>
    private sealed record LinkNote(OwnerProcess Owner, string State)
    {
        public static LinkNote? Parse(string text) => text.Split(' ') is [var owner, var state] && OwnerProcess.Parse(owner) is { } process ? new(process, state) : null;

        public override string ToString() => $"{Owner} {State}";
    }
}
