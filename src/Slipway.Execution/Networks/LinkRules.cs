using System.Security.Cryptography;
using System.Text;
using Slipway.Linux.Failures;
using Slipway.Linux.Locks;
using Slipway.Linux.Networks;

namespace Slipway.Execution.Networks;

/// <summary>
/// The host's rules for all jobs' links: out into the world as Docker's bridges let it, and nothing from one job, or another network of containers,
/// into a job. They are loaded with the first link and unloaded after the last, on this machine.
/// </summary>
internal static class LinkRules
{
    /// <summary>The table says what it was made of: where that has changed, such as by a new uplink, it is made anew.</summary>
    private const string Version = "rules 5";

    private const string FromJob = $"iifname \"{LinkNetwork.Prefix}*\"";

    /// <summary>As many as an engine has unless the administrator says otherwise.</summary>
    private const int MaxConnections = 16_384;

    /// <summary>The packet filter's priority for what asks about connections: after the kernel has looked for them (-200).</summary>
    private const int ConnectionsKnown = -150;

    private const string Lock = "/run/slipway-jobs.lock";

    private static PacketTable Table { get; } = new("ip", "slipway-jobs");

    private static HostFirewall Firewall { get; } = new(LinkNetwork.Prefix);

    /// <summary>Keeps others from unloading the rules, until it is disposed or the process dies.</summary>
    /// <returns>Null: they are being unloaded in this moment.</returns>
    public static FileLock? TryHold() => Own(FileLock.TryShare(Lock));

    /// <summary>Sees to it that all rules are there.</summary>
    /// <exception cref="InfrastructureException">A tool is missing or failed.</exception>
    public static async Task LoadAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(LoadTableAsync(cancellationToken), Firewall.OpenAsync(cancellationToken));
        HostForwarding.Open();
    }

    /// <summary>Takes the rules from the host, unless somebody holds them or a link is there.</summary>
    public static async Task TryUnloadAsync(CancellationToken cancellationToken)
    {
        using var hold = File.Exists(Lock) ? Own(FileLock.TryTake(Lock)) : null;
        if (hold is null)
        {
            return;
        }

        LinkNetwork.RemoveHalfMade();
        if (HostLink.Names(LinkNetwork.Prefix).Count == 0)
        {
            await Task.WhenAll(Table.DeleteAsync(cancellationToken), Firewall.CloseAsync(cancellationToken));
            File.Delete(Lock);
        }
    }

    private static async Task LoadTableAsync(CancellationToken cancellationToken)
    {
        var rules = Write(HostUplinks.Read(), Masquerade.Read(), SenderRules.Connections(MaxConnections, SenderRules.ConnectionsOfHost()));
        var mark = $"{Version} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rules)))[..12]}";
        // Before the first link nobody needs the rules that an earlier run may have left: to load them anew is quicker than to ask for them.
        var isFirst = HostLink.Names(LinkNetwork.Prefix).Count == 0;
        if (isFirst || await Table.ListAsync(cancellationToken) is not { } there || !there.Contains(mark, StringComparison.Ordinal))
        {
            await Table.ReplaceAsync($"table {Table} {{ comment \"{mark}\"; }}\n{rules}", cancellationToken);
        }
    }

    /// <summary>
    /// Engines' links are left to the engines' own rules, which know whom each is for. A job's messages (ICMP) are its pings alone: of conversations, which are others' for the most
    /// part, the kernel believes what such a message says. And what comes from another link of the host's own answers no job in the name of the world.
    /// </summary>
    private static string Write(HostUplinks uplinks, Masquerade masquerade, int connections) => $$"""
        table {{Table}} {
          {{HostUplinks.Sets}}
          set connections { type ifname; size 65535; flags dynamic; }
          {{SenderRules.Destinations("ifname")}}
          chain prerouting {
            type filter hook prerouting priority {{HostLink.ArrivalPriority}}; policy accept;
            {{FromJob}} fib saddr . iif oif missing drop
            {{FromJob}} {{SenderRules.Fragments}}
            {{FromJob}} {{SenderRules.Kinds}}
            {{FromJob}} icmp type != { echo-request, echo-reply } drop
          }
          chain connections {
            type filter hook prerouting priority {{ConnectionsKnown}}; policy accept;
            {{FromJob}} ct state new add @connections { iifname ct count over {{connections}} } drop
          }
          chain forward {
            type filter hook forward priority filter - 10; policy accept;
            {{FromJob}} ct state invalid drop
            {{FromJob}} oifgroup != {{HostLink.EngineGroup}} {{HostUplinks.LeavesToOwnLink}} drop
            oifname "{{LinkNetwork.Prefix}}*" {{HostUplinks.AnswersOfOwnLinks}}
            oifname "{{LinkNetwork.Prefix}}*" ct state established,related accept
            oifname "{{LinkNetwork.Prefix}}*" drop
          }
          chain bounds {
            type filter hook forward priority filter - 5; policy accept;
            {{SenderRules.PerDestination(FromJob, "iifname")}}
          }
          chain postrouting {
            type nat hook postrouting priority srcnat - 10; policy accept;
            {{masquerade.Rules($"{FromJob} oifname != \"{LinkNetwork.Prefix}*\"")}}
          }
        }
        {{uplinks.Fill($"{Table}")}}
        """;

    /// <summary>Null also where the file was removed between its opening and its locking, and others lock a new one.</summary>
    private static FileLock? Own(FileLock? held)
    {
        if (held is null || new FileInfo($"/proc/self/fd/{held.Content.SafeFileHandle.DangerousGetHandle()}").LinkTarget == Lock)
        {
            return held;
        }

        held.Dispose();
        return null;
    }
}
