using System.Globalization;

namespace Slipway.Execution.RemoteDocker;

/// <summary>Which of a container's published ports answer on localhost, from Docker's description of it.</summary>
internal static class PortBindings
{
    /// <summary>An engine has more ports than anybody publishes.</summary>
    public const int Most = 256;

    private static readonly HashSet<string> Everywhere = ["", "0.0.0.0", "127.0.0.1"];

    /// <param name="bindings">By port and protocol, such as <c>80/tcp</c>; a port that Docker has yet to choose is none.</param>
    public static IEnumerable<int> OnLocalhost(IReadOnlyDictionary<string, IReadOnlyList<EnginePort?>?>? bindings) =>
        (bindings ?? new Dictionary<string, IReadOnlyList<EnginePort?>?>())
        .Where(binding => binding.Key.EndsWith("/tcp", StringComparison.Ordinal))
        .SelectMany(binding => binding.Value ?? [])
        .OfType<EnginePort>()
        .Where(port => Everywhere.Contains(port.HostIp ?? ""))
        .Select(port => ushort.TryParse(port.HostPort, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
        .Where(number => number > 0)
        .Distinct()
        .Take(Most);
}
