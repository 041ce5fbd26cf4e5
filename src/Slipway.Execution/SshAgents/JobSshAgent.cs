using Slipway.Execution.Agents;
using Slipway.Linux.Failures;

namespace Slipway.Execution.SshAgents;

/// <summary>
/// A job's ssh-agent: a socket in its container, behind which an ssh-agent of this machine holds the job's keys. The image needs none of its own. It starts with
/// the first who asks it, or with the first key.
/// </summary>
public sealed class JobSshAgent : IAsyncDisposable
{
    /// <summary>The variable that names the socket.</summary>
    public const string Variable = "SSH_AUTH_SOCK";

    private readonly SemaphoreSlim _starting = new(1);
    private HostSshAgent? _agent;
    private AgentSocket? _socket;

    private JobSshAgent()
    {
    }

    /// <param name="path">Of the socket; nothing is there yet.</param>
    /// <exception cref="AgentException">It cannot be made.</exception>
    public static async Task<JobSshAgent> OpenAsync(AgentConnection agent, string path, CancellationToken cancellationToken)
    {
        var opened = new JobSshAgent();
        try
        {
            opened._socket = await agent.OpenSocketAsync(path, opened.ServeAsync, cancellationToken);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives it a private key.</summary>
    /// <returns>Why it does not have it; null: it has.</returns>
    public async Task<string?> AddAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        try
        {
            return await (await StartedAsync(cancellationToken)).AddAsync(key, cancellationToken);
        }
        catch (InfrastructureException failure)
        {
            return failure.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_socket?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_agent?.DisposeAsync() ?? ValueTask.CompletedTask);
        _starting.Dispose();
    }

    private async Task ServeAsync(AgentStream client, CancellationToken cancellationToken)
    {
        await using var agent = await (await StartedAsync(cancellationToken)).ConnectAsync(cancellationToken);
        await SshAgentMessages.CarryAsync(client, agent, cancellationToken);
    }

    private async Task<HostSshAgent> StartedAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            return _agent ??= await HostSshAgent.StartAsync(cancellationToken);
        }
        finally
        {
            _starting.Release();
        }
    }
}
