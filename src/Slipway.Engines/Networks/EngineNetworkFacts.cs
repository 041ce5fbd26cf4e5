using System.Net;

namespace Slipway.Engines.Networks;

/// <summary>What an engine must know of its network.</summary>
/// <param name="Host">The host's end of its link: its gateway.</param>
/// <param name="Mtu">The link's, and so that of every network made inside.</param>
/// <param name="Resolvers">Its DNS resolvers.</param>
public sealed record EngineNetworkFacts(IPAddress Host, IPAddress Engine, int Mtu, IReadOnlyList<IPAddress> Resolvers);
