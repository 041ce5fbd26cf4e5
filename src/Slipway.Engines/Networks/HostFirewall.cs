using Slipway.Engines.Commands;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Networks;

/// <summary>
/// Asks the host's other firewalls to let through what the instance's own table has already judged: Docker's and ufw's FORWARD policy is to
/// drop. Docker never touches DOCKER-USER, also over its restart; without Docker the rules stand at the top of FORWARD.
/// </summary>
public sealed class HostFirewall(InstanceNames names)
{
    private string Links => names.InterfacePrefix + "+";

    /// <summary>Sets the rules where they are missing. Without iptables and firewalld there is nothing to ask.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (!Installed("iptables"))
        {
            return;
        }
        var chain = await ChainAsync(cancellationToken);
        foreach (var direction in (string[])["-i", "-o"])
        {
            string[] rule = [chain, direction, Links, "-j", "ACCEPT"];
            var check = await IptablesAsync(["-C", .. rule], cancellationToken);
            if (check.ExitCode != 0)
            {
                await ToolRun.MustAsync("iptables", ["-w", "-I", .. rule], null, cancellationToken);
            }
        }
        if (File.Exists("/run/firewalld.pid"))
        {
            await ToolRun.RunAsync("firewall-cmd", ["--zone=trusted", "--add-interface=" + Links], null, cancellationToken);
        }
    }

    /// <summary>Removes the rules from wherever they stand.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (!Installed("iptables"))
        {
            return;
        }
        foreach (var chain in (string[])["DOCKER-USER", "FORWARD"])
        {
            foreach (var direction in (string[])["-i", "-o"])
            {
                await IptablesAsync(["-D", chain, direction, Links, "-j", "ACCEPT"], cancellationToken);
            }
        }
    }

    private static async Task<string> ChainAsync(CancellationToken cancellationToken)
    {
        var docker = await IptablesAsync(["-n", "-L", "DOCKER-USER"], cancellationToken);
        return docker.ExitCode == 0 ? "DOCKER-USER" : "FORWARD";
    }

    private static Task<ToolRun> IptablesAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        ToolRun.RunAsync("iptables", ["-w", .. arguments], null, cancellationToken);

    private static bool Installed(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/sbin:/usr/bin:/sbin:/bin").Split(':').Any(folder => File.Exists(Path.Combine(folder, tool)));
}
