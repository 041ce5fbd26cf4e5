using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Linux.Failures;

namespace Slipway.Runner.Connections;

/// <summary>The way to a server: outward only, over HTTP. Safe for any number of callers at once.</summary>
public sealed class ServerConnection : IDisposable
{
    private readonly HttpClient _client;

    /// <param name="address">Of the server.</param>
    /// <param name="token">Stands in every request; null: in none.</param>
    /// <param name="patience">How long an answer may take; null: as long as it takes, for content.</param>
    public ServerConnection(Uri address, string? token, TimeSpan? patience)
    {
#pragma warning disable CA2000 // The client owns it.
        _client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false })
        {
            BaseAddress = new Uri(address.ToString().TrimEnd('/') + "/"),
            Timeout = patience ?? Timeout.InfiniteTimeSpan,
        };
#pragma warning restore CA2000
        if (token is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Where the server is.</summary>
    public Uri Address => _client.BaseAddress!;

    /// <summary>Asks something.</summary>
    /// <returns>Null: the server has nothing to say.</returns>
    /// <exception cref="LeaseLostException">What it is about is somebody else's by now.</exception>
    /// <exception cref="ServerRefusedException">The server refuses.</exception>
    /// <exception cref="InfrastructureException">It cannot be reached.</exception>
    public async Task<TAnswer?> AskAsync<TAsked, TAnswer>(string path, TAsked asked, JsonTypeInfo<TAsked> askedType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
        where TAnswer : class
    {
        using var content = JsonContent.Create(asked, askedType);
        using var response = await SendAsync(HttpMethod.Post, path, content, cancellationToken);
        return await ReadAsync(response, answerType, cancellationToken);
    }

    /// <summary>Tells something.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task TellAsync<TAsked>(string path, TAsked asked, JsonTypeInfo<TAsked> askedType, CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(asked, askedType);
        using var response = await SendAsync(HttpMethod.Post, path, content, cancellationToken);
    }

    /// <summary>Sends bytes.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<TAnswer> SendAsync<TAnswer>(string path, HttpContent content, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
        where TAnswer : class
    {
        using var response = await SendAsync(HttpMethod.Post, path, content, cancellationToken);
        return await ReadAsync(response, answerType, cancellationToken) ?? throw new InfrastructureException($"the server has no answer to {path}");
    }

    /// <inheritdoc cref="AskAsync"/>
    public async Task<TAnswer?> GetAsync<TAnswer>(string path, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
        where TAnswer : class
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, cancellationToken);
        return await ReadAsync(response, answerType, cancellationToken);
    }

    /// <summary>Opens content. The caller disposes the response.</summary>
    /// <returns>Null: it is not there.</returns>
    public async Task<HttpResponseMessage?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(HttpMethod.Get, path, null, cancellationToken);
        }
        catch (ServerRefusedException refused) when (refused.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<TAnswer?> ReadAsync<TAnswer>(HttpResponseMessage response, JsonTypeInfo<TAnswer> type, CancellationToken cancellationToken)
        where TAnswer : class
    {
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            return null;
        }

        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken);
        }
        catch (JsonException failure)
        {
            throw new InfrastructureException($"the server's answer cannot be read: {failure.Message}", failure);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        HttpResponseMessage response;
        try
        {
            response = await WorldFailure.TellAsync(_client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken), failure => $"the server at {Address} cannot be reached: {failure.Message}");
        }
        catch (TaskCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InfrastructureException($"the server at {Address} did not answer in time", late);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var said = Refusal.Read(await response.Content.ReadAsStringAsync(cancellationToken));
            throw response.StatusCode == HttpStatusCode.Conflict ? new LeaseLostException(said) : new ServerRefusedException(response.StatusCode, said);
        }
    }
}
