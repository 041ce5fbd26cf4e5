using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Slipway.Config.Orbs;

namespace Slipway.Cli.Orbs;

/// <summary>The network's side of orbs: the registry and addresses. A host that did not answer once is not asked again, so that many orbs cost one wait.</summary>
internal sealed class OrbNetwork : IDisposable
{
    private const int LargestOrb = 8 << 20;

    private readonly HttpClient _client;
    private readonly HttpClient _registryClient;
    private readonly OrbRegistry _registry;
    private readonly string _registryHost;
    private readonly ConcurrentDictionary<string, string> _silentHosts = new(StringComparer.OrdinalIgnoreCase);

    public OrbNetwork(OrbSettings settings)
    {
        _client = Client(settings, new InternetConnections(settings.Hosts));
        // Whoever names a registry is the user.
        _registryClient = Client(settings, null);
        _registry = new OrbRegistry(_registryClient, settings.Registry, settings.Token);
        _registryHost = settings.Registry.Host;
    }

    public Task<OrbFetch> FetchAsync(OrbReference reference, CancellationToken cancellationToken) => reference switch
    {
        OrbReference.Registry registry => AskAsync(_registryHost, token => _registry.FetchAsync(registry, token), cancellationToken),
        OrbReference.Address address => AskAsync(address.Url.Host, token => DownloadAsync(address.Url, token), cancellationToken),
        _ => throw new InvalidOperationException($"No such reference: {reference.GetType().Name}"),
    };

    public void Dispose()
    {
        _client.Dispose();
        _registryClient.Dispose();
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns its handler.")]
    private static HttpClient Client(OrbSettings settings, InternetConnections? connections)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(Math.Min(5, settings.Patience.TotalSeconds)),
            AutomaticDecompression = DecompressionMethods.All,
            ConnectCallback = connections is null ? null : connections.ConnectAsync,
        };
        var client = new HttpClient(handler)
        {
            Timeout = settings.Patience,
            MaxResponseContentBufferSize = LargestOrb,
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("slipway");
        return client;
    }

    private async Task<OrbFetch> AskAsync(string host, Func<CancellationToken, Task<OrbFetch>> ask, CancellationToken cancellationToken)
    {
        if (_silentHosts.TryGetValue(host, out var silence))
        {
            return new OrbFetch.Failed(silence);
        }

        try
        {
            return await ask(cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new OrbFetch.Failed(_silentHosts.GetOrAdd(host, Describe(host, failure)));
        }
    }

    private async Task<OrbFetch> DownloadAsync(Uri url, CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(url, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            return new OrbFetch.Missing($"{url.Host} has nothing at this address");
        }

        return response.IsSuccessStatusCode
            ? new OrbFetch.Found(url.OriginalString, await response.Content.ReadAsStringAsync(cancellationToken))
            : new OrbFetch.Failed($"{url.Host} answered {(int)response.StatusCode}");
    }

    private static string Describe(string host, Exception failure) => failure switch
    {
        OperationCanceledException => $"{host} did not answer in time",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"{host} cannot be resolved",
        HttpRequestException { InnerException: RefusedHostException refused } => refused.Message,
        HttpRequestException { InnerException: SocketException inner } => $"{host} cannot be reached: {inner.Message}",
        _ => $"{host} cannot be reached: {failure.Message.TrimEnd('.')}",
    };
}
