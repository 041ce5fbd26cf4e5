using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Hosting;

/// <summary>A client's connection to the daemon. One request at a time.</summary>
public sealed class HostClient : IDisposable
{
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    private HostClient(NetworkStream stream)
    {
        _reader = new StreamReader(stream, Encoding.UTF8);
        _writer = new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true };
    }

    /// <summary>Connects to the daemon; null: none listens there.</summary>
    /// <exception cref="InfrastructureException">There is one, but this user may not speak to it.</exception>
    public static async Task<HostClient?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        Socket? socket = null;
        try
        {
            socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            var connection = new HostClient(new NetworkStream(socket, ownsSocket: true));
            socket = null;
            return connection;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode switch
            {
                SocketError.AccessDenied => throw Denied(path, failure),
                SocketError.WouldBlock => throw new InfrastructureException($"More programs than it can take connect to `slipway host` at {path} now; try again.", failure),
                _ => null,
            };
        }
        finally
        {
            socket?.Dispose();
        }
    }

    /// <summary>Whether a daemon accepts connections there.</summary>
    /// <exception cref="InfrastructureException">There is one, but this user may not speak to it.</exception>
    public static bool Listens(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AccessDenied)
        {
            throw Denied(path, failure);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Asks, and passes progress on.</summary>
    /// <exception cref="InfrastructureException">The daemon refuses, or went away.</exception>
    public async Task<HostAnswer> AskAsync(HostRequest request, Action<string> onProgress, CancellationToken cancellationToken)
    {
        try
        {
            await TryWriteAsync(JsonSerializer.Serialize(request, HostJson.Default.HostRequest), cancellationToken);
            while (await _reader.ReadLineAsync(cancellationToken) is { } line)
            {
                var answer = WorldFailure.OfFiles(() => JsonSerializer.Deserialize(line, HostJson.Default.HostAnswer)!);
                if (answer.Progress is null)
                {
                    return answer.Error is null ? answer : throw new InfrastructureException(answer.Error);
                }

                onProgress(answer.Progress);
            }
        }
        catch (IOException failure)
        {
            throw new InfrastructureException($"The connection to `slipway host` failed: {failure.Message}", failure);
        }

        throw new InfrastructureException("`slipway host` went away; its log says why. Start it again and run the job again.");
    }

    /// <summary>A daemon that hangs up at once has said why, which is read then.</summary>
    private async Task TryWriteAsync(string line, CancellationToken cancellationToken)
    {
        try
        {
            await _writer.WriteLineAsync(line.AsMemory(), cancellationToken);
        }
        catch (IOException failure) when (failure.InnerException is SocketException { SocketErrorCode: SocketError.Shutdown or SocketError.ConnectionReset })
        {
            // The answer says why, or the end of what there is to read says that there is none.
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
    }

    private static InfrastructureException Denied(string path, SocketException failure) =>
        new($"You may not speak to `slipway host` at {path}: be in the group slipway (`sudo usermod -aG slipway $USER`, then log in again) or run as root.", failure);
}
