using System.Net;
using Slipway.Engines.Addresses;
using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;
using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;
using Slipway.Linux.Networks;

namespace Slipway.Engines.Networks;

/// <summary>
/// Everything of the network that engines share on this host, and each engine's link to it. The rules are loaded with the first engine,
/// put back where something has flushed them, and unloaded after the last.
/// </summary>
public sealed class EngineNetwork : IDisposable
{
    /// <summary>For so long what the host's firewall said holds for other engines that start.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly EngineSettings _settings;
    private readonly InstanceNames _names;
    private readonly Func<IEnumerable<EngineRecord>> _living;
    private readonly NetworkTable _table;
    private readonly HostFirewall _firewall;
    private readonly SemaphoreSlim _once = new(1);
    private readonly SemaphoreSlim _asking = new(1);
    private readonly TimeProvider _time;
    private Shared? _shared;
    private Shared? _loaded;
    private long? _asked;

    /// <param name="living">The engines whose elements belong in the table when it has to be made anew.</param>
    public EngineNetwork(EngineSettings settings, InstanceNames names, Func<IEnumerable<EngineRecord>> living, TimeProvider time)
    {
        _time = time;
        _settings = settings;
        _names = names;
        _living = living;
        _table = new NetworkTable(names, settings.Network);
        _firewall = new HostFirewall(names.InterfacePrefix);
    }

    /// <summary>What an engine must know of its network.</summary>
    /// <exception cref="InfrastructureException">The settings do not fit this host.</exception>
    public EngineNetworkFacts Facts(EngineId id)
    {
        // Each time: networks come and go in a daemon's life, and looking costs little.
        var shared = _shared = Look();
        return new(shared.Pool.HostAddress(id), shared.Pool.EngineAddress(id), shared.Mtu, shared.Resolvers);
    }

    /// <summary>What an engine's holder should know of its network.</summary>
    public IReadOnlyList<string> Warnings => (_shared ??= Look()).Resolvers.Count > 0
        ? []
        : [$"Names cannot be looked up in this engine: {Resolvers.NoneReachable}. Set network.dns in {SettingsFile.DefaultPath} to the address of a resolver."];

    /// <summary>Lets an engine speak, and its sources reach it; what another program flushed since the last engine is there again afterwards.</summary>
    /// <remarks>Before that, nothing in the host's table may be left of who had its address earlier.</remarks>
    public async Task AdmitAsync(EngineId id, EngineNetworkFacts facts, IReadOnlyCollection<string> sources, CancellationToken cancellationToken)
    {
        await Task.Run(() => HostConnections.Forget(Ipv4Network.Of(facts.Engine)), cancellationToken);
        await Task.WhenAll(
            InsistAsync(_table.Admission(id, facts.Engine, sources), cancellationToken),
            AskFirewallAsync(cancellationToken));
    }

    public Task AllowAsync(EngineId id, IReadOnlyCollection<string> sources, CancellationToken cancellationToken) =>
        sources.Count == 0 ? Task.CompletedTask : InsistAsync(_table.Permission(id, sources), cancellationToken);

    /// <summary>Connects the sandbox whose first process is given.</summary>
    public void Plug(EngineId id, EngineNetworkFacts facts, int process) =>
        HostLink.Make(_names.Interface(id.Value), process, facts.Host, facts.Engine, facts.Mtu);

    /// <summary>From now on nobody but the host reaches the engine, nor it anybody; harmless when its link is gone.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public void CutOff(EngineId id) => HostLink.Release(_names.Interface(id.Value));

    /// <summary>Removes the links of engines, their connections and every rule's element of them; harmless when they are gone.</summary>
    public async Task RemoveAsync(IReadOnlyCollection<EngineId> engines, CancellationToken cleanupToken)
    {
        foreach (var id in engines)
        {
            HostLink.Remove(_names.Interface(id.Value));
        }
        await _table.ForgetAsync(engines, cleanupToken);
    }

    /// <summary>The engines that have an element in any rule's set.</summary>
    public Task<IReadOnlyList<string>> EnginesAsync(CancellationToken cancellationToken) => _table.EnginesAsync(cancellationToken);

    /// <summary>What of the rules is not there, in words; empty: all is.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellationToken)
    {
        var table = await _table.IsThereAsync(cancellationToken);
        var firewall = await _firewall.MissingAsync(cancellationToken);
        return
        [
            .. table ? (string[])[] : [$"nftables table inet {_names.Table}"],
            .. firewall,
            .. Masquerade.Unreserved() is { } ports ? (string[])[$"{ports} in net.ipv4.ip_local_reserved_ports"] : [],
        ];
    }

    /// <summary>Puts back what is missing of the rules, with the elements of the engines that live.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        _loaded = null;
        await Task.WhenAll(LoadAsync("", cancellationToken), _firewall.OpenAsync(cancellationToken));
    }

    /// <summary>Takes the instance's rules from the host. No engine may be left or being made.</summary>
    public async Task UnloadAsync(CancellationToken cleanupToken)
    {
        _loaded = null;
        _asked = null;
        await _table.UnloadAsync(cleanupToken);
        await _firewall.CloseAsync(cleanupToken);
    }

    public void Dispose()
    {
        _once.Dispose();
        _asking.Dispose();
    }

    /// <summary>Makes a change of the table; where that fails because something has flushed it, once more with a new one.</summary>
    private async Task InsistAsync(string change, CancellationToken cancellationToken)
    {
        if (await LoadAsync(change, cancellationToken))
        {
            return;
        }
        try
        {
            await PacketTable.ChangeAsync(change, cancellationToken);
        }
        catch (InfrastructureException)
        {
            if (await _table.IsThereAsync(cancellationToken))
            {
                throw;
            }
            _loaded = null;
            if (!await LoadAsync(change, cancellationToken))
            {
                // Another engine's change has loaded them meanwhile.
                await PacketTable.ChangeAsync(change, cancellationToken);
            }
            // What has flushed the table has hardly left the host's other rules.
            _asked = null;
            await AskFirewallAsync(cancellationToken);
        }
    }

    /// <summary>Loads the rules where that is not done yet, and makes the change with them.</summary>
    /// <returns>False: they are loaded, and the change is still to be made.</returns>
    private async Task<bool> LoadAsync(string change, CancellationToken cancellationToken)
    {
        await _once.WaitAsync(cancellationToken);
        try
        {
            var shared = _shared ??= Look();
            if (_loaded is not null && _loaded.MakesRulesLike(shared))
            {
                return false;
            }
            HostForwarding.Open();
            await _table.LoadAsync(shared.Resolvers, shared.Uplinks, [.. await LostAsync(cancellationToken), change], cancellationToken);
            _loaded = shared;
            return true;
        }
        finally
        {
            _once.Release();
        }
    }

    private async Task AskFirewallAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (_asked is not { } asked || _time.GetElapsedTime(asked) > Fresh)
            {
                await _firewall.OpenAsync(cancellationToken);
                _asked = _time.GetTimestamp();
            }
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>The admissions of living engines that went with the table; none where it is still there.</summary>
    private async Task<IEnumerable<string>> LostAsync(CancellationToken cancellationToken)
    {
        var living = _living().ToList();
        return living.Count == 0 || await _table.IsThereAsync(cancellationToken)
            ? []
            : living.Select(record => EngineId.TryParse(record.Id, out var id) ? _table.Admission(id, IPAddress.Parse(record.Address), record.Sources) : "");
    }

    private Shared Look()
    {
        var resolvers = Resolvers.Choose(_settings.Network.Dns, Resolvers.ReadFile);
        var routes = HostRoutes.Read();
        var others = routes.Where(route => !IsEngineLink(route.Interface)).ToList();
        return new(AddressPool.Choose(_settings.Network.AddressPool, others), _settings.Network.Mtu ?? HostRoutes.UplinkMtu(routes), resolvers, HostUplinks.Read());
    }

    // Also other instances': slots, and so addresses in the same pool, are the machine's and never shared.
    private static bool IsEngineLink(string name) => name.Length >= 14 && EngineId.TryParse(name[^10..], out _);

    private sealed record Shared(AddressPool Pool, int Mtu, IReadOnlyList<IPAddress> Resolvers, HostUplinks Uplinks)
    {
        public bool MakesRulesLike(Shared other) =>
            Resolvers.SequenceEqual(other.Resolvers) && Uplinks.Links.SequenceEqual(other.Uplinks.Links) && Uplinks.Routers.SequenceEqual(other.Uplinks.Routers);
    }
}
