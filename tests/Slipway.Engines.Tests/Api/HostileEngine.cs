using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Slipway.Engines.Api;
using Slipway.Engines.Certificates;
using Slipway.Engines.Leases;

namespace Slipway.Engines.Tests.Api;

/// <summary>Stands where an engine's API would, with its keys, and answers whatever it is asked with one text.</summary>
public sealed class HostileEngine : IAsyncDisposable
{
    private readonly string _answer;
    private readonly bool _endless;
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EngineKeys _keys;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly Task _accepting;

    /// <param name="address">Of this host's loopback; one per test.</param>
    /// <param name="answer">The body of every answer.</param>
    /// <param name="endless">More is announced than comes.</param>
    public HostileEngine(string address, string answer, bool endless = false)
    {
        _answer = answer;
        _endless = endless;
        Address = address;
        _keys = EngineAuthority.Create("0000000000", IPAddress.Parse(address), TimeProvider.System);
        _listener = new TcpListener(IPAddress.Parse(address), EngineApi.Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address { get; }

    /// <summary>The first lines of the requests so far.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Completes when the first answer has been given.</summary>
    public Task Asked => _asked.Task;

    public EngineCertificates Certificates => _keys.Client;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var pem = X509Certificate2.CreateFromPem(_keys.ServerCertificate, _keys.ServerKey);
        using var open = client;
        await using var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = pem }, _end.Token);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(_end.Token) is { } line)
            {
                if (line.EndsWith(" HTTP/1.1", StringComparison.Ordinal))
                {
                    _requests.Enqueue(line);
                }
                if (line.Length == 0)
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(_answer) + (_endless ? 1 : 0)}\r\n\r\n{_answer}"), _end.Token);
                    _asked.TrySetResult();
                }
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            // The client is through.
        }
    }
}
