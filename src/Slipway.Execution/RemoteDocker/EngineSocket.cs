using System.Net.Security;
using Slipway.Engines.Api;
using Slipway.Engines.Leases;
using Slipway.Execution.Agents;
using Slipway.Model.Wire;

namespace Slipway.Execution.RemoteDocker;

/// <summary>
/// A socket in the job that leads to its own engine, by the keys of its lease, for clients that know neither DOCKER_HOST nor certificates. No folder and no socket
/// of this machine is in the job: the agent listens, and this process carries the bytes.
/// </summary>
internal sealed class EngineSocket : IAsyncDisposable
{
    /// <summary>Where clients look that are told nothing.</summary>
    public const string UsualPath = "/var/run/docker.sock";

    private const int LinkMade = 0;

    private readonly EngineApi _engine;
    private AgentSocket? _socket;

    private EngineSocket(EngineApi engine) => _engine = engine;

    /// <param name="path">In the container; nothing is there yet.</param>
    /// <exception cref="AgentException">It cannot be made.</exception>
    public static async Task<EngineSocket> OpenAsync(EngineLease lease, AgentConnection agent, string path, TimeProvider clock, CancellationToken cancellationToken)
    {
        var socket = new EngineSocket(new EngineApi(lease.Address, lease.Certificates, clock));
        try
        {
            socket._socket = await agent.OpenSocketAsync(path, socket.ServeAsync, cancellationToken);
            return socket;
        }
        catch
        {
            await socket.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts a link to the socket where clients look, as the job's user or by its sudo, which asks nothing in the usual images.</summary>
    /// <returns>Whether it is there.</returns>
    public static async Task<bool> TryLinkAsync(AgentConnection agent, string path, CancellationToken cancellationToken)
    {
        var request = new ProcessRequest
        {
            Script = $"link() {{ \"$@\" mkdir -p /var/run && \"$@\" ln -s '{path}' {UsualPath}; }}\ntest ! -e {UsualPath} -a ! -h {UsualPath} && {{ link || link sudo -n; }}",
            Terminal = false,
        };
        return await agent.RunAsync(request, (_, _) => ValueTask.CompletedTask, ProcessLimits.None, cancellationToken) is ProcessOutcome.Exited { Code: LinkMade };
    }

    public async ValueTask DisposeAsync()
    {
        await (_socket?.DisposeAsync() ?? ValueTask.CompletedTask);
        _engine.Dispose();
    }

    /// <summary>Each side may be done while the other still speaks: a client that attaches has sent all of its input long before it has all output.</summary>
    private async Task ServeAsync(AgentStream client, CancellationToken cancellationToken)
    {
        await using var engine = await _engine.OpenStreamAsync(cancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(OrEndAsync(AskAsync(client, engine, ending.Token), ending), OrEndAsync(AnswerAsync(engine, client, ending.Token), ending));
    }

    private static async Task AskAsync(AgentStream client, SslStream engine, CancellationToken cancellationToken)
    {
        await client.CopyToAsync(engine, cancellationToken);
        await engine.ShutdownAsync();
    }

    private static async Task AnswerAsync(SslStream engine, AgentStream client, CancellationToken cancellationToken)
    {
        await engine.CopyToAsync(client, cancellationToken);
        await client.EndAsync(cancellationToken);
    }

    private static async Task OrEndAsync(Task carrying, CancellationTokenSource ending)
    {
        try
        {
            await carrying;
        }
        catch
        {
            await ending.CancelAsync();
            throw;
        }
    }
}
