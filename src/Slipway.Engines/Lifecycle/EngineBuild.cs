using Slipway.Engines.Leases;
using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;
using Slipway.Linux.Processes;

namespace Slipway.Engines.Lifecycle;

/// <summary>What is to be made: an engine for a request.</summary>
/// <param name="Owner">Whose end ends it.</param>
public sealed record EngineBuild(EngineRequest Request, OwnerProcess Owner)
{
    /// <summary>True: for the pool; false: leased as soon as it is ready.</summary>
    public bool Idle { get; init; }

    /// <summary>True: without its layer cache's head, which it may still replace.</summary>
    public bool StartEmpty { get; init; }

    /// <summary>The networks that a request lets reach its engine, checked.</summary>
    /// <exception cref="InfrastructureException">One is none.</exception>
    public static IReadOnlyList<string> Sources(EngineRequest request) =>
        [.. request.AllowedSources.Select(text => Ipv4Network.TryParse(text, out var network) ? network.ToString() : throw new InfrastructureException($"'{text}' is no IPv4 network such as 172.20.0.0/24."))];
}
