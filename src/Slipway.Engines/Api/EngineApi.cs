using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Slipway.Engines.Certificates;
using Slipway.Engines.Leases;

namespace Slipway.Engines.Api;

/// <summary>An engine's Docker API over its mutual TLS, for what the engine host itself asks of it.</summary>
public sealed class EngineApi : IDisposable
{
    public const int Port = 2376;
    // Whoever has the engine writes its answers, and they are read into this process's memory.
    private const long MostBytes = 8L << 20;
    // Longer than any connection over a link of this host takes; without it, one to an engine that has just died waits for minutes.
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private readonly IPEndPoint _address;
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _client;
    private readonly SslClientAuthenticationOptions _tls;
    private readonly SocketsHttpHandler _handler;
    private readonly TimeProvider _time;
    private Func<bool> _stillRuns = () => false;

    public EngineApi(string address, EngineCertificates certificates, TimeProvider time)
    {
        MachineAuthorities.Prepare();
        _address = new IPEndPoint(IPAddress.Parse(address), Port);
        _time = time;
        _authority = X509Certificate2.CreateFromPem(certificates.Ca);
        _client = X509Certificate2.CreateFromPem(certificates.Certificate, certificates.Key);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_authority);
        _tls = new SslClientAuthenticationOptions { ClientCertificates = [_client], CertificateChainPolicy = policy, TargetHost = address };
        _handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, token) => ConnectAsync(token), SslOptions = _tls };
        Http = new HttpClient(_handler, disposeHandler: false)
        {
            BaseAddress = new Uri($"https://{address}:{Port}"),
            MaxResponseContentBufferSize = MostBytes,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>For requests to the engine, by path. How long one may take is the caller's to say: the client's own 100 s would cut a longer start short.</summary>
    public HttpClient Http { get; }

    /// <summary>Returns when <c>/_ping</c> has answered over the TLS port.</summary>
    /// <param name="stillRuns">Asked between tries; false ends the wait.</param>
    /// <returns>False: the engine ended before it answered.</returns>
    public async Task<bool> WaitReadyAsync(Func<bool> stillRuns, CancellationToken cancellationToken)
    {
        _stillRuns = stillRuns;
        while (stillRuns())
        {
            if (await AnswersAsync(cancellationToken))
            {
                return true;
            }
            await Task.Delay(Pause, _time, cancellationToken);
        }
        return false;
    }

    /// <summary>A connection of its own, for a client that speaks the API itself. The caller disposes it.</summary>
    /// <exception cref="IOException">The engine does not answer.</exception>
    public async Task<SslStream> OpenStreamAsync(CancellationToken cancellationToken)
    {
        var (stream, error) = await TryConnectAsync(cancellationToken);
        var secured = new SslStream(stream ?? throw new IOException($"the engine does not answer: {new SocketException((int)error).Message}"));
        try
        {
            await secured.AuthenticateAsClientAsync(_tls, cancellationToken);
            return secured;
        }
        catch (Exception failure)
        {
            await secured.DisposeAsync();
            throw failure is AuthenticationException ? new IOException(failure.Message, failure) : failure;
        }
    }

    /// <summary>Asks <c>/_ping</c> once.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri("/_ping", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
        _client.Dispose();
        _authority.Dispose();
    }

    // A dockerd that is starting refuses for a while; once it listens it answers the first connection as soon as it can.
    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (stream, error) = await TryConnectAsync(cancellationToken);
            if (stream is not null)
            {
                return stream;
            }
            if (!_stillRuns())
            {
                throw new SocketException((int)error);
            }
            await Task.Delay(Pause, _time, cancellationToken);
        }
    }

    /// <summary>Once, and without an exception when it fails: the first one of a process costs as much as all else that is done here while dockerd starts.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The stream that is returned owns the socket.")]
    private async Task<(Stream? Stream, SocketError Error)> TryConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var late = new CancellationTokenSource(ConnectTime, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var done = new TaskCompletionSource<SocketError>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var connect = new SocketAsyncEventArgs { RemoteEndPoint = _address };
        connect.Completed += (_, ended) => done.TrySetResult(ended.SocketError);
        await using var stop = either.Token.Register(() => Socket.CancelConnectAsync(connect));
        var error = socket.ConnectAsync(connect) ? await done.Task : connect.SocketError;
        if (error == SocketError.Success)
        {
            return (new NetworkStream(socket, ownsSocket: true), error);
        }
        socket.Dispose();
        cancellationToken.ThrowIfCancellationRequested();
        return (null, error);
    }
}
