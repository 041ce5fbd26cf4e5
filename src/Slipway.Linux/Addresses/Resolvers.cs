using System.Net;
using System.Net.Sockets;

namespace Slipway.Linux.Addresses;

/// <summary>Which DNS resolvers engines are given.</summary>
public static class Resolvers
{
    /// <summary>systemd-resolved's list of the real resolvers behind its stub on loopback.</summary>
    private const string BehindStub = "/run/systemd/resolve/resolv.conf";

    /// <summary>What is said when there is none to choose.</summary>
    public const string NoneReachable = "the host's resolvers (/etc/resolv.conf) are none, or on loopback where engines cannot reach them";

    /// <summary>The configured resolvers, else the host's; those on loopback are replaced by what stands behind systemd-resolved, else left out.</summary>
    public static IReadOnlyList<IPAddress> Choose(IReadOnlyList<string> configured, Func<string, IEnumerable<string>> read)
    {
        if (configured.Count > 0)
        {
            return [.. configured.Select(IPAddress.Parse)];
        }
        var found = Parse(read("/etc/resolv.conf"));
        return found.Any(IPAddress.IsLoopback) ? [.. Parse(read(BehindStub)).Where(address => !IPAddress.IsLoopback(address))] : found;
    }

    /// <summary>Reads the file's lines; none when it is not there.</summary>
    public static IEnumerable<string> ReadFile(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];

    private static List<IPAddress> Parse(IEnumerable<string> lines)
    {
        var found = new List<IPAddress>();
        foreach (var line in lines)
        {
            var words = line.Split(' ', '\t').Where(word => word.Length > 0).Take(2).ToArray();
            if (words is ["nameserver", var text] && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork)
            {
                found.Add(address);
            }
        }
        return found;
    }
}
