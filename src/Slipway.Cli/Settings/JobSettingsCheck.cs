using Slipway.Engines.Settings;
using Slipway.Execution.Checkouts;
using Slipway.Execution.Networks;
using Slipway.Linux.Addresses;

namespace Slipway.Cli.Settings;

/// <summary>Finds what settings for jobs say that cannot be: the member, its value and the way out.</summary>
internal static class JobSettingsCheck
{
    private const int WidestPrefix = 8;

    /// <summary>The ranges that are nobody's on the internet.</summary>
    private static readonly Ipv4Network[] Private = [Network("10.0.0.0/8"), Network("172.16.0.0/12"), Network("192.168.0.0/16"), Network("100.64.0.0/10")];

    /// <summary>The ranges that no network can have: this machine itself, links, groups, what is reserved.</summary>
    private static readonly Ipv4Network[] Special = [Network("0.0.0.0/8"), Network("127.0.0.0/8"), Network("169.254.0.0/16"), Network("224.0.0.0/3")];

    /// <returns>The first mistake; null: there is none.</returns>
    public static string? FindMistake(ProjectSettings settings) =>
        Hosts(settings.ExtraHosts) ?? Ports(settings.PublishedPorts)
        ?? settings.Orbs.Where(orb => !IsBelow(orb.Value)).Select(orb => $"orbs has '{orb.Value}' for '{orb.Key}', but a project's orbs lie below the project, and not where its secrets are: write a path such as orbs/node, "
            + $"or name this one with --orb, or for all projects in {JobSettingsFile.MachineFile}").FirstOrDefault();

    /// <returns>The first mistake; null: there is none.</returns>
    public static string? FindMistake(JobSettings settings) =>
        Hosts(settings.ExtraHosts) ?? Ports(settings.PublishedPorts)
        ?? settings.Subnets.Select(text => Subnet(text, settings.AllowPublicSubnets)).FirstOrDefault(mistake => mistake is not null)
        ?? (settings.Network is not (null or "docker") ? $"network has '{settings.Network}'; write docker, or leave it out"
        : settings.Orbs.Any(orb => orb.Value is null) ? "orbs has null; write a path"
        : settings.OrbHosts.Any(host => Uri.CheckHostName(host) == UriHostNameType.Unknown) ? "orbHosts has what is no host; write a name such as git.example.com, without https:// and port"
        : settings.Limits?.FindMistake());

    private static string? Hosts(IReadOnlyList<string> lines) =>
        lines.Select(line => line ?? "null").FirstOrDefault(line => !ExtraHost.TryParse(line, out _)) is { } host ? $"extraHosts has '{host}'; write name:address, such as registry.example.com:10.1.2.3" : null;

    private static string? Ports(string? where) =>
        where is not (null or JobSettings.OnLocalhost) ? $"publishedPorts has '{where}'; write {JobSettings.OnLocalhost}, or leave it out" : null;

    private static string? Subnet(string? text, bool mayBePublic) =>
        text is null || !Ipv4Network.TryParse(text, out var network) || network.Prefix is < WidestPrefix or > SubnetPool.PrefixLength || Special.Any(network.Overlaps)
            ? $"subnets has '{text}'; write a network of /{WidestPrefix} to /{SubnetPool.PrefixLength}, such as 10.50.0.0/16"
        : mayBePublic || Private.Any(range => range.Covers(network)) ? null
        : $"subnets has '{text}', whose addresses are others' on the internet: while a job has them, this machine reaches the job there and not them. "
            + "Write a private network, such as 10.50.0.0/16, or set \"allowPublicSubnets\": true where they are your own";

    private static bool IsBelow(string? path) =>
        path is { Length: > 0 } && !path.StartsWith('/') && !path.StartsWith('~') && !path.Contains('\0', StringComparison.Ordinal) && !path.Split('/').Contains("..") && !IsSecret(path);

    private static bool IsSecret(string path) =>
        ProjectSecrets.IncludesOrGits(string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".")));

    private static Ipv4Network Network(string text) => Ipv4Network.TryParse(text, out var network) ? network : throw new FormatException(text);
}
