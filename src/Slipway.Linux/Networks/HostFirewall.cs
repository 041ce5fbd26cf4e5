using Slipway.Linux.Tools;

namespace Slipway.Linux.Networks;

/// <summary>
/// Asks the host's other firewalls to let through what a table of our own has already judged: Docker's and ufw's FORWARD policy is to
/// drop. Docker never touches DOCKER-USER, also over its restart; without Docker the rules stand at the top of FORWARD.
/// </summary>
/// <param name="interfacePrefix">How the names of the links begin that are to pass.</param>
public sealed class HostFirewall(string interfacePrefix)
{
    private const string Docker = "DOCKER-USER";
    private const string Plain = "FORWARD";

    /// <summary>firewall-cmd's answer to a query; that it does not run at all is another code.</summary>
    private const int NotInZone = 1;

    private static readonly string[] Directions = ["-i", "-o"];

    private string Links => interfacePrefix + "+";

    /// <summary>Sets the rules where they are missing. Without iptables and firewalld there is nothing to ask.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is { } rules)
        {
            await ChangeAsync(Absent(rules).Select(direction => $"-I {rules.Chain} {Rule(direction)}"), cancellationToken);
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
        var chains = HostFiles.Real.HasTool("iptables") ? await Task.WhenAll(ReadAsync(Docker, cancellationToken), ReadAsync(Plain, cancellationToken)) : [];
        // Two processes that found a rule missing may both have set it: each line is one.
        var there = chains.OfType<ChainRules>().SelectMany(
            rules => rules.Lines.Where(line => Directions.Any(direction => line == Line(rules, direction))).Select(line => "-D" + line["-A".Length..]));
        await ChangeAsync(there, cancellationToken);
        await FirewalldAsync("--remove-interface=", cancellationToken);
    }

    /// <summary>All at once: each change by itself waits until no processor reads the old rules any more.</summary>
    private static async Task ChangeAsync(IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        var script = string.Join('\n', lines);
        if (script.Length > 0)
        {
            await ToolRun.MustAsync("iptables-restore", ["-w", "--noflush"], $"*filter\n{script}\nCOMMIT\n", cancellationToken);
        }
    }

    private IEnumerable<string> Absent(ChainRules rules) => Directions.Where(direction => !rules.Lines.Contains(Line(rules, direction)));

    private string Line(ChainRules rules, string direction) => $"-A {rules.Chain} {Rule(direction)}";

    private string Rule(string direction) => $"{direction} {Links} -j ACCEPT";

    /// <summary>Null: there is no iptables here.</summary>
    private static async Task<ChainRules?> ReadAsync(CancellationToken cancellationToken) =>
        HostFiles.Real.HasTool("iptables") ? await ReadAsync(Docker, cancellationToken) ?? await ReadAsync(Plain, cancellationToken) : null;

    /// <summary>Null: there is no such chain.</summary>
    private static async Task<ChainRules?> ReadAsync(string chain, CancellationToken cancellationToken)
    {
        var list = await IptablesAsync(["-S", chain], cancellationToken);
        return list.ExitCode == 0 ? new(chain, list.Output.Split('\n')) : null;
    }

    /// <summary>Asks firewalld about the links in its zone trusted; what is changed holds until it is reloaded. Null: it does not run here.</summary>
    internal async Task<ToolRun?> FirewalldAsync(string what, CancellationToken cancellationToken) => HostFiles.Real.RunsFirewalld
        ? await ToolRun.RunAsync("firewall-cmd", ["--zone=trusted", what + Links], null, cancellationToken)
        : null;

    private static Task<ToolRun> IptablesAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        ToolRun.RunAsync("iptables", ["-w", .. arguments], null, cancellationToken);

    private sealed record ChainRules(string Chain, IReadOnlyList<string> Lines);
}
