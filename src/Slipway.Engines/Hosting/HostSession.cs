using System.Net.Sockets;
using System.Text.Json;
using Slipway.Engines.Api;
using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Linux.Failures;
using Slipway.Model.Terminals;

namespace Slipway.Engines.Hosting;

/// <summary>Serves one client's connection. When the client goes while a request is under way, the request is cancelled.</summary>
internal sealed class HostSession : IAsyncDisposable
{
    private const uint Root = 0;
    private const int MostRequestBytes = 64 << 10;
    private const int MostOwnerLetters = 200;

    /// <summary>For a request, once nothing is answered any more, and for the taking of an answer.</summary>
    private static readonly TimeSpan PeerTime = TimeSpan.FromMinutes(1);

    private readonly LocalEngineHost _host;
    private readonly EngineHostServices _services;
    private readonly Action<string> _report;
    private readonly NetworkStream _stream;
    private readonly BoundedLines _lines;
    private readonly PeerUser _peer;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _gone = new();

    public HostSession(Socket socket, LocalEngineHost host, EngineHostServices services, Action<string> report)
    {
        _host = host;
        _services = services;
        _report = report;
        _peer = PeerUser.Of(socket);
        _stream = new NetworkStream(socket, ownsSocket: true);
        _lines = new BoundedLines(_stream, MostRequestBytes);
    }

    /// <summary>Returns when the client is gone, has asked nothing for a minute or takes no answer, or the daemon stops.</summary>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        await using var stopping = cancellationToken.Register(_gone.Cancel);
        var next = NextAsync();
        try
        {
            while (await InTimeAsync(next) is { } line)
            {
                // The next line is read at the same time, to notice a client that goes.
                next = NextAsync();
                await WriteAsync(await AnswerAsync(line));
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or TimeoutException)
        {
            await _gone.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Says why a client is not served.</summary>
    public Task RefuseAsync(string why) => WriteAsync(new HostAnswer { Error = why });

    public async ValueTask DisposeAsync()
    {
        await _lines.DisposeAsync();
        await _stream.DisposeAsync();
        _writing.Dispose();
        _gone.Dispose();
    }

    private async Task<byte[]?> NextAsync()
    {
        try
        {
            if (await _lines.NextAsync(_gone.Token) is { } line)
            {
                return line;
            }
        }
        catch (IOException)
        {
            // As good as an end.
        }
        await _gone.CancelAsync();
        return null;
    }

    private async Task<HostAnswer> AnswerAsync(byte[] line)
    {
        var answer = new HostAnswer();
        var failure = await WorldFailure.FindAsync(async () => answer = await AnswerToAsync(HostRequest.Read(line)), _gone.Token);
        return failure is null ? answer : new HostAnswer { Error = Describe(failure) };
    }

    private async Task<HostAnswer> AnswerToAsync(HostRequest request)
    {
        return request switch
        {
            { Lease: { } lease } => await LeaseAsync(lease with { Owner = TerminalText.OneLine(string.Concat(lease.Owner.Take(MostOwnerLetters))) }),
            { Leave: { } leave } => new HostAnswer { Left = IsTheirs(leave.Id) && await _host.LeaveAsync(leave.Id, leave.OwnerProcess, _gone.Token) ? [leave.Id] : [] },
            { Release: { } release } => await ReleaseAsync(release),
            { List: true } => new HostAnswer { Engines = [.. (await _host.ListAsync(_gone.Token)).Select(record => IsTheirs(record.Id) ? record : WithoutKeys(record))] },
            _ => new HostAnswer { Ended = await _host.ReapTogetherAsync(_gone.Token) },
        };
    }

    /// <summary>What the world refuses has words of its own; what is left is a mistake of ours, and the daemon's log has the place.</summary>
    private string Describe(Exception failure)
    {
        if (failure is OperationCanceledException || WorldFailure.Includes(failure))
        {
            return failure.Message;
        }
        _report($"A request ended by a mistake in slipway itself: {failure}");
        return $"This is a mistake in slipway itself, please report it with the log of `slipway host`: {failure.Message}";
    }

    private async Task<HostAnswer> LeaseAsync(EngineRequest request)
    {
        var record = await _host.LeaseRecordAsync(
            request,
            text => _ = WriteAsync(new HostAnswer { Progress = text }),
            _gone.Token);
        try
        {
            ClientFiles.GiveTo(_services.Names.EngineFolder(record.Id), _peer.User, _peer.Group);
        }
        catch (IOException)
        {
            await _host.ReleaseAsync(record.Id, succeeded: false, CancellationToken.None);
            throw;
        }
        if (_gone.IsCancellationRequested)
        {
            await _host.ReleaseAsync(record.Id, succeeded: false, CancellationToken.None);
        }
        _report($"Engine {record.Id} ({record.Version}{(record.Warm ? ", warm" : "")}) is leased: {request.Owner}");
        return new HostAnswer { Engines = [record] };
    }

    private async Task<HostAnswer> ReleaseAsync(ReleaseRequest release) => !_services.Records.Has(release.Id) || IsTheirs(release.Id)
        ? new HostAnswer { Ended = await _host.ReleaseAsync(release.Id, release.Succeeded, _gone.Token) ? [release.Id] : [] }
        : throw new InfrastructureException($"The engine {release.Id} is another user's: that user or root ends it.");

    /// <summary>Who leased an engine has its client's files, and so its keys.</summary>
    private bool IsTheirs(string id) =>
        _peer.User == Root || (EngineId.TryParse(id, out _) && ClientFiles.OwnerOf(_services.Names.EngineFolder(id)) == _peer.User);

    private static EngineRecord WithoutKeys(EngineRecord record) =>
        record with { Certificates = record.Certificates with { Key = "" }, Ssh = record.Ssh with { PrivateKey = "" } };

    private Task InTimeAsync(Task work) => work.WaitAsync(PeerTime, _services.Time, _gone.Token);

    private Task<T> InTimeAsync<T>(Task<T> work) => work.WaitAsync(PeerTime, _services.Time, _gone.Token);

    private async Task WriteAsync(HostAnswer answer)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(answer, HostJson.Default.HostAnswer), (byte)'\n'];
        await _writing.WaitAsync(_gone.Token);
        try
        {
            await InTimeAsync(_stream.WriteAsync(line, _gone.Token).AsTask());
        }
        catch (IOException)
        {
            // The client is gone: the read under way says so.
        }
        finally
        {
            _writing.Release();
        }
    }
}
