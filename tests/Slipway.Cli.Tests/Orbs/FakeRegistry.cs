using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Slipway.Testing.Networks;

namespace Slipway.Cli.Tests.Orbs;

/// <summary>A registry on this machine that answers the GraphQL question about an orb, and counts how often it is asked.</summary>
internal sealed class FakeRegistry : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public FakeRegistry()
    {
        var place = OwnEndpoint.Next();
        Url = new Uri($"http://{place}/graphql-unstable");
        _listener.Prefixes.Add($"http://{place}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Url { get; }

    /// <summary>Version and source by the reference asked for.</summary>
    public ConcurrentDictionary<string, (string Version, string Source)> Orbs { get; } = new();

    /// <summary>What lies at a path, for orbs by address.</summary>
    public ConcurrentDictionary<string, string> Texts { get; } = new();

    /// <summary>Where a path leads to.</summary>
    public ConcurrentDictionary<string, string> Redirects { get; } = new();

    public ConcurrentQueue<string> Asked { get; } = new();

    public string? LastToken { get; private set; }

    /// <summary>When it is set, the answer to everything.</summary>
    public (int Status, string Body)? Answer { get; set; }

    public void Dispose()
    {
        // Not stopped first: closing a stopped listener binds its address once more, which may be somebody else's by then.
        _listener.Close();
        _serving.Wait(TimeSpan.FromSeconds(5));
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        if (context.Request.HttpMethod == "GET")
        {
            if (Redirects.TryGetValue(context.Request.RawUrl!, out var target))
            {
                context.Response.Redirect(target);
                context.Response.Close();
                return;
            }

            var found = Texts.TryGetValue(context.Request.RawUrl!, out var text);
            context.Response.StatusCode = found ? 200 : 404;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text ?? ""));
            context.Response.Close();
            return;
        }

        using var question = await JsonDocument.ParseAsync(context.Request.InputStream);
        var reference = question.RootElement.GetProperty("variables").GetProperty("orbVersionRef").GetString()!;
        Asked.Enqueue(reference);
        LastToken = context.Request.Headers["Authorization"];
        var body = Answer?.Body ?? JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["data"] = new Dictionary<string, object?>
            {
                ["orbVersion"] = Orbs.TryGetValue(reference, out var orb) ? new Dictionary<string, object?> { ["version"] = orb.Version, ["source"] = orb.Source } : null,
            },
        });
        context.Response.StatusCode = Answer?.Status ?? 200;
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        context.Response.Close();
    }
}
