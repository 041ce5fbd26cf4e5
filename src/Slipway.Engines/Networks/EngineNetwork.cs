using System.Net;
using Slipway.Engines.Identity;
using Slipway.Engines.Sandboxes;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Networks;

/// <summary>Everything of the network that engines share on this host, and each engine's link to it.</summary>
public sealed class EngineNetwork : IDisposable
{
    private readonly EngineSettings _settings;
    private readonly InstanceNames _names;
    private readonly NetworkTable _table;
    private readonly HostFirewall _firewall;
    private readonly SemaphoreSlim _once = new(1);
    private Shared? _shared;

    public EngineNetwork(EngineSettings settings, InstanceNames names)
    {
        _settings = settings;
        _names = names;
        _table = new NetworkTable(names, settings.Network);
        _firewall = new HostFirewall(names);
    }

    /// <summary>Loads the rules once per process, and says what an engine must know of its network.</summary>
    public async Task<EngineNetworkFacts> FactsAsync(EngineId id, CancellationToken cancellationToken)
    {
        var shared = await SharedAsync(cancellationToken);
        return new(shared.Pool.HostAddress(id), shared.Pool.EngineAddress(id), shared.Mtu, shared.Resolvers);
    }

    /// <summary>Lets an engine speak, and its sources reach it.</summary>
    public Task AdmitAsync(EngineId id, EngineNetworkFacts facts, IEnumerable<string> sources, CancellationToken cancellationToken) =>
        _table.AdmitAsync(id, facts.Engine, sources, cancellationToken);

    public Task AllowAsync(EngineId id, IReadOnlyCollection<string> sources, CancellationToken cancellationToken) =>
        _table.AllowAsync(id, sources, cancellationToken);

    /// <summary>Connects the sandbox whose first process is given.</summary>
    public void Plug(EngineId id, EngineNetworkFacts facts, int process) =>
        EngineLink.Plug(_names.Interface(id.Value), process, facts.Host, facts.Engine, facts.Mtu);

    /// <summary>Removes the links and every rule's element of engines; harmless when they are gone.</summary>
    public async Task RemoveAsync(IReadOnlyCollection<EngineId> engines, CancellationToken cleanupToken)
    {
        foreach (var id in engines)
        {
            EngineLink.Unplug(_names.Interface(id.Value));
        }
        await _table.ForgetAsync(engines, cleanupToken);
    }

    /// <summary>The engines that have an element in any rule's set.</summary>
    public Task<IReadOnlyList<string>> EnginesAsync(CancellationToken cancellationToken) => _table.EnginesAsync(cancellationToken);

    /// <summary>Takes the instance's rules from the host.</summary>
    public async Task UnloadAsync(CancellationToken cleanupToken)
    {
        await _table.UnloadAsync(cleanupToken);
        await _firewall.CloseAsync(cleanupToken);
        _shared = null;
    }

    public void Dispose() => _once.Dispose();

    private async Task<Shared> SharedAsync(CancellationToken cancellationToken)
    {
        if (_shared is { } there)
        {
            return there;
        }
        await _once.WaitAsync(cancellationToken);
        try
        {
            return _shared ??= await PrepareAsync(cancellationToken);
        }
        finally
        {
            _once.Release();
        }
    }

    private async Task<Shared> PrepareAsync(CancellationToken cancellationToken)
    {
        var resolvers = Resolvers.Choose(_settings.Network.Dns, Resolvers.ReadFile);
        var routes = HostRoutes.Read();
        var others = routes.Where(route => !IsEngineLink(route.Interface)).ToList();
        var pool = AddressPool.Choose(_settings.Network.AddressPool, others);
        await File.WriteAllTextAsync("/proc/sys/net/ipv4/ip_forward", "1", cancellationToken);
        await Task.WhenAll(_table.LoadAsync(resolvers, cancellationToken), _firewall.OpenAsync(cancellationToken));
        return new(pool, _settings.Network.Mtu ?? HostRoutes.UplinkMtu(routes), resolvers);
    }

    // Also other instances': slots, and so addresses in the same pool, are the machine's and never shared.
    private static bool IsEngineLink(string name) => name.Length >= 14 && EngineId.TryParse(name[^10..], out _);

    private sealed record Shared(AddressPool Pool, int Mtu, IReadOnlyList<IPAddress> Resolvers);
}
