using System.Globalization;
using System.Net;
using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;
using Slipway.Linux.Kernel;
using Slipway.Linux.Networks;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Isolation;

/// <summary>A network of the host with one machine in it, as a job's network has containers: from here engines are asked for, and here a service waits for them.</summary>
internal sealed class TrialNetwork : IAsyncDisposable
{
    private const int Prefix = 30;

    /// <summary>Of the range for benchmarks (RFC 2544), 198.19.0.0/20.</summary>
    private static readonly Ipv4Network Trials = new((198u << 24) | (19u << 16), 20);

    private readonly string _name;

    private TrialNetwork(string name, Ipv4Network network)
    {
        _name = name;
        Network = network;
    }

    public Ipv4Network Network { get; }

    /// <summary>The machine's address.</summary>
    public IPAddress Address => Network.Address(2);

    /// <param name="name">At most 13 characters: the network namespace's, and the link's with a prefix.</param>
    public static async Task<TrialNetwork> MakeAsync(string name, CancellationToken cancellationToken)
    {
        foreach (var network in Free())
        {
            var place = new TrialNetwork(name, network);
            await place.DisposeAsync();
            if (await place.TryTakeAsync(cancellationToken))
            {
                return place;
            }
        }
        throw new InfrastructureException("Every network tried for the trial collides with a route of this host.");
    }

    /// <returns>False: another trial has taken the network meanwhile.</returns>
    private async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        await IpAsync(cancellationToken, "netns", "add", _name);
        await IpAsync(cancellationToken, "link", "add", Link, "type", "veth", "peer", "name", "eth0", "netns", _name);
        await IpAsync(cancellationToken, "address", "add", $"{Network.Address(1)}/{Prefix}", "dev", Link, "noprefixroute");
        await IpAsync(cancellationToken, "link", "set", Link, "up");
        // The kernel gives a route to one link alone.
        var route = await ToolRun.RunAsync("ip", ["route", "add", Network.ToString(), "dev", Link, "scope", "link", "src", Network.Address(1).ToString()], null, cancellationToken);
        if (route.ExitCode != 0)
        {
            return HostRoutes.Read().Any(other => other.Takes(Network)) ? false
                : throw new InfrastructureException($"The route to the trial's network cannot be set: {route.Errors.Trim()}");
        }
        await IpAsync(cancellationToken, "-n", _name, "link", "set", "lo", "up");
        await IpAsync(cancellationToken, "-n", _name, "address", "add", $"{Address}/{Prefix}", "dev", "eth0");
        await IpAsync(cancellationToken, "-n", _name, "link", "set", "eth0", "up");
        await IpAsync(cancellationToken, "-n", _name, "route", "add", "default", "via", Network.Address(1).ToString());
        await Firewall.FirewalldAsync("--add-interface=", cancellationToken);
        return true;
    }

    /// <summary>What the script wrote when it was run there.</summary>
    public async Task<string> RunAsync(string script, CancellationToken cancellationToken)
    {
        var run = await ToolRun.RunAsync("ip", ["netns", "exec", _name, "sh", "-s"], script, cancellationToken);
        return run.Output + run.Errors;
    }

    public async ValueTask DisposeAsync()
    {
        var living = await ToolRun.RunAsync("ip", ["netns", "pids", _name], null, CancellationToken.None);
        foreach (var process in living.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            _ = Libc.Kill(int.Parse(process, CultureInfo.InvariantCulture), Libc.SigKill);
        }
        await Firewall.FirewalldAsync("--remove-interface=", CancellationToken.None);
        await ToolRun.RunAsync("ip", ["link", "delete", Link], null, CancellationToken.None);
        await ToolRun.RunAsync("ip", ["netns", "delete", _name], null, CancellationToken.None);
    }

    /// <summary>The host's end of the link.</summary>
    public string Link => "t-" + _name;

    /// <summary>As Docker does for its bridges: what firewalld knows nothing of, it lets speak to nobody.</summary>
    private HostFirewall Firewall => new(Link);

    /// <summary>The networks to which the host has no route.</summary>
    private static IEnumerable<Ipv4Network> Free() => Trials.Parts(Prefix).Where(network => !HostRoutes.Read().Any(route => route.Takes(network)));

    private static Task<string> IpAsync(CancellationToken cancellationToken, params string[] arguments) => ToolRun.MustAsync("ip", arguments, null, cancellationToken);
}
