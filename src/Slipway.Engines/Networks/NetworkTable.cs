using System.Globalization;
using System.Net;
using System.Text;
using Slipway.Engines.Commands;
using Slipway.Engines.Doctor;
using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Networks;

/// <summary>
/// The one nftables table of an instance. Its rules follow from the settings; engines, their permitted sources and resolvers
/// are elements of its sets. It decides before every other forward chain of the host and only ever denies:
/// what it lets through still meets the host's own rules (<see cref="HostFirewall"/> asks those to let engines pass).
/// </summary>
public sealed class NetworkTable(InstanceNames names, EngineNetworkSettings settings)
{
    private string Table => $"inet {names.Table}";

    /// <summary>Loads the rules, or refreshes them: engines' elements stay as they are.</summary>
    public Task LoadAsync(IEnumerable<IPAddress> resolvers, CancellationToken cancellationToken) =>
        NftAsync(NetworkRules.Write(names, settings, resolvers, ConnectionsOfHost()), cancellationToken);

    /// <summary>Lets an engine speak from its own address, and the given networks reach its API and SSH ports.</summary>
    public Task AdmitAsync(EngineId id, IPAddress address, IEnumerable<string> sources, CancellationToken cancellationToken)
    {
        var link = names.Interface(id.Value);
        var script = new StringBuilder()
            .AppendLine($"add element {Table} engines {{ \"{link}\" . {address} }}")
            .AppendLine($"add element {Table} addresses {{ {address} }}");
        AppendSources(script, link, sources);
        return NftAsync(script.ToString(), cancellationToken);
    }

    /// <summary>Lets further networks reach an engine's API and SSH ports.</summary>
    public Task AllowAsync(EngineId id, IReadOnlyCollection<string> sources, CancellationToken cancellationToken)
    {
        var script = new StringBuilder();
        AppendSources(script, names.Interface(id.Value), sources);
        return sources.Count == 0 ? Task.CompletedTask : NftAsync(script.ToString(), cancellationToken);
    }

    /// <summary>Takes every element of the engines whose links are named.</summary>
    public async Task ForgetAsync(IReadOnlyCollection<EngineId> engines, CancellationToken cancellationToken)
    {
        var links = engines.Select(id => names.Interface(id.Value)).ToHashSet(StringComparer.Ordinal);
        if (await ListAsync(cancellationToken) is not { } list)
        {
            return;
        }
        var script = NetworkElements.Deletions(list, Table, links);
        if (script.Length > 0)
        {
            await NftAsync(script, cancellationToken);
        }
    }

    /// <summary>The engines that have an element in any set.</summary>
    public async Task<IReadOnlyList<string>> EnginesAsync(CancellationToken cancellationToken)
    {
        var list = await ListAsync(cancellationToken);
        return list is not null ? [.. NetworkElements.Links(list).Where(link => link.StartsWith(names.InterfacePrefix, StringComparison.Ordinal)).Select(link => link[names.InterfacePrefix.Length..])] : [];
    }

    /// <summary>Whether the table is loaded, with its rules.</summary>
    public async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        var list = await ToolRun.RunAsync("nft", ["list", "chain", "inet", names.Table, "outward"], null, cancellationToken);
        return list.ExitCode == 0 && list.Output.Contains("@private", StringComparison.Ordinal);
    }

    /// <summary>Removes the table with all in it.</summary>
    public async Task UnloadAsync(CancellationToken cancellationToken)
    {
        if (await ListAsync(cancellationToken) is not null)
        {
            await ToolRun.RunAsync("nft", ["delete", "table", "inet", names.Table], null, cancellationToken);
        }
    }

    /// <summary>Null: there is no such table, as on a host without nft.</summary>
    private async Task<string?> ListAsync(CancellationToken cancellationToken)
    {
        if (!HostFiles.Real.HasTool("nft"))
        {
            return null;
        }
        var list = await ToolRun.RunAsync("nft", ["-j", "list", "table", "inet", names.Table], null, cancellationToken);
        return list.ExitCode == 0 ? list.Output : null;
    }

    private static int ConnectionsOfHost()
    {
        const string Limit = "/proc/sys/net/netfilter/nf_conntrack_max";
        return File.Exists(Limit) ? int.Parse(File.ReadAllText(Limit), CultureInfo.InvariantCulture) : int.MaxValue;
    }

    private void AppendSources(StringBuilder script, string link, IEnumerable<string> sources)
    {
        foreach (var source in Ipv4Network.Widest(sources.Select(Source)))
        {
            script.AppendLine($"add element {Table} sources {{ \"{link}\" . {source} }}");
        }
    }

    private static Ipv4Network Source(string text) =>
        Ipv4Network.TryParse(text, out var network) ? network : throw new EngineException($"'{text}' is no IPv4 network such as 172.20.0.0/24.");

    private static async Task NftAsync(string script, CancellationToken cancellationToken) =>
        await ToolRun.MustAsync("nft", ["-f", "-"], script, cancellationToken);
}
