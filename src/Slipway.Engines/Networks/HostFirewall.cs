using Slipway.Engines.Commands;
using Slipway.Engines.Doctor;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Networks;

/// <summary>
/// Asks the host's other firewalls to let through what the instance's own table has already judged: Docker's and ufw's FORWARD policy is to
/// drop. Docker never touches DOCKER-USER, also over its restart; without Docker the rules stand at the top of FORWARD.
/// </summary>
public sealed class HostFirewall(InstanceNames names)
{
    private const string Docker = "DOCKER-USER";
    private const string Plain = "FORWARD";

    /// <summary>firewall-cmd's answer to a query; that it does not run at all is another code.</summary>
    private const int NotInZone = 1;

    private static readonly string[] Directions = ["-i", "-o"];

    private string Links => names.InterfacePrefix + "+";

    /// <summary>Sets the rules where they are missing. Without iptables and firewalld there is nothing to ask.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is { } rules)
        {
            foreach (var direction in Absent(rules))
            {
                await ToolRun.MustAsync("iptables", ["-w", "-I", rules.Chain, direction, Links, "-j", "ACCEPT"], null, cancellationToken);
            }
        }
        await FirewalldAsync("--add-interface=", cancellationToken);
    }

    /// <summary>The rules that are not there, in words.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellationToken)
    {
        var rules = await ReadAsync(cancellationToken);
        var zone = await FirewalldAsync("--query-interface=", cancellationToken);
        return
        [
            .. rules is null ? [] : Absent(rules).Select(direction => $"iptables rule {rules.Chain} {direction} {Links} -j ACCEPT"),
            .. zone is { ExitCode: NotInZone } ? (string[])[$"firewalld's zone trusted with {Links}"] : [],
        ];
    }

    /// <summary>Removes the rules from wherever they stand.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        foreach (var chain in HostFiles.Real.HasTool("iptables") ? (string[])[Docker, Plain] : [])
        {
            if (await ReadAsync(chain, cancellationToken) is { } rules)
            {
                foreach (var direction in Directions.Except(Absent(rules)))
                {
                    await RemoveAsync(chain, direction, cancellationToken);
                }
            }
        }
        await FirewalldAsync("--remove-interface=", cancellationToken);
    }

    /// <summary>Two processes that found a rule missing may both have set it.</summary>
    private async Task RemoveAsync(string chain, string direction, CancellationToken cancellationToken)
    {
        while ((await IptablesAsync(["-D", chain, direction, Links, "-j", "ACCEPT"], cancellationToken)).ExitCode == 0)
        {
        }
    }

    private IEnumerable<string> Absent(ChainRules rules) =>
        Directions.Where(direction => !rules.Lines.Contains($"-A {rules.Chain} {direction} {Links} -j ACCEPT"));

    /// <summary>Null: there is no iptables here.</summary>
    private static async Task<ChainRules?> ReadAsync(CancellationToken cancellationToken) =>
        HostFiles.Real.HasTool("iptables") ? await ReadAsync(Docker, cancellationToken) ?? await ReadAsync(Plain, cancellationToken) : null;

    /// <summary>Null: there is no such chain.</summary>
    private static async Task<ChainRules?> ReadAsync(string chain, CancellationToken cancellationToken)
    {
        var list = await IptablesAsync(["-S", chain], cancellationToken);
        return list.ExitCode == 0 ? new(chain, list.Output.Split('\n').ToHashSet(StringComparer.Ordinal)) : null;
    }

    /// <summary>What holds until firewalld is reloaded; null: it does not run here.</summary>
    private async Task<ToolRun?> FirewalldAsync(string what, CancellationToken cancellationToken) => File.Exists("/run/firewalld.pid")
        ? await ToolRun.RunAsync("firewall-cmd", ["--zone=trusted", what + Links], null, cancellationToken)
        : null;

    private static Task<ToolRun> IptablesAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        ToolRun.RunAsync("iptables", ["-w", .. arguments], null, cancellationToken);

    private sealed record ChainRules(string Chain, HashSet<string> Lines);
}
