using System.Net;
using Slipway.Engines.Identity;
using Slipway.Engines.Settings;
using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;
using Slipway.Linux.Networks;

namespace Slipway.Engines.Networks;

/// <summary>
/// The one nftables table of an instance. Its rules follow from the settings; engines, their permitted sources and resolvers
/// are elements of its sets. It decides before every other forward chain of the host and only ever denies:
/// what it lets through still meets the host's own rules (<see cref="HostFirewall"/> asks those to let engines pass).
/// </summary>
public sealed class NetworkTable(InstanceNames names, EngineNetworkSettings settings)
{
    private readonly PacketTable _table = new("inet", names.Table);

    /// <summary>Loads the rules, or refreshes them, engines' elements stay as they are; and does what the changes say, all in one step.</summary>
    public Task LoadAsync(IEnumerable<IPAddress> resolvers, HostUplinks uplinks, IEnumerable<string> changes, CancellationToken cancellationToken) =>
        PacketTable.ChangeAsync(NetworkRules.Write(names, settings, resolvers, uplinks, Masquerade.Read(), SenderRules.ConnectionsOfHost()) + string.Concat(changes), cancellationToken);

    /// <summary>The change that lets an engine speak from its own address, and the given networks reach its API and SSH ports.</summary>
    public string Admission(EngineId id, IPAddress address, IEnumerable<string> sources) =>
        $"add element {_table} engines {{ \"{names.Interface(id.Value)}\" . {address} }}\nadd element {_table} addresses {{ {address} }}\n{Permission(id, sources)}";

    /// <summary>The change that lets networks reach an engine's API and SSH ports.</summary>
    public string Permission(EngineId id, IEnumerable<string> sources) =>
        string.Concat(Ipv4Network.Widest(sources.Select(Source)).Select(source => $"add element {_table} sources {{ \"{names.Interface(id.Value)}\" . {source} }}\n"));

    /// <summary>Takes every element of the engines whose links are named, after their connections: what fails is found again by the elements.</summary>
    /// <exception cref="IOException">A connection stays.</exception>
    public async Task ForgetAsync(IReadOnlyCollection<EngineId> engines, CancellationToken cancellationToken)
    {
        var links = engines.Select(id => names.Interface(id.Value)).ToHashSet(StringComparer.Ordinal);
        if (await _table.ListElementsAsync(cancellationToken) is not { } list)
        {
            return;
        }
        foreach (var address in NetworkElements.Addresses(list, links))
        {
            HostConnections.Forget(Source(address));
        }
        var script = NetworkElements.Deletions(list, $"{_table}", links);
        if (script.Length > 0)
        {
            await PacketTable.ChangeAsync(script, cancellationToken);
        }
    }

    /// <summary>The engines that have an element in any set.</summary>
    public async Task<IReadOnlyList<string>> EnginesAsync(CancellationToken cancellationToken)
    {
        var list = await _table.ListElementsAsync(cancellationToken);
        return list is not null ? [.. NetworkElements.Links(list).Where(link => link.StartsWith(names.InterfacePrefix, StringComparison.Ordinal)).Select(link => link[names.InterfacePrefix.Length..])] : [];
    }

    /// <summary>Whether the table is loaded, with its rules.</summary>
    public async Task<bool> IsThereAsync(CancellationToken cancellationToken) =>
        await _table.ListAsync(cancellationToken, "outward") is { } chain && chain.Contains("@private", StringComparison.Ordinal);

    /// <summary>Removes the table with all in it.</summary>
    public Task UnloadAsync(CancellationToken cancellationToken) => _table.DeleteAsync(cancellationToken);

    private static Ipv4Network Source(string text) =>
        Ipv4Network.TryParse(text, out var network) ? network : throw new InfrastructureException($"'{text}' is no IPv4 network such as 172.20.0.0/24.");
}
