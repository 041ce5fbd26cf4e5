using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Text;
using Slipway.Linux.Failures;
using Slipway.Linux.Tools;

namespace Slipway.Execution.SshAgents;

/// <summary>This machine's ssh-agent as a process of one job, whose keys it holds: they are in no file of it. It ends with this process, however that ends.</summary>
internal sealed class HostSshAgent : IAsyncDisposable
{
    // ssh-agent lives no longer than the program that it is given: until its input ends, and that is ours. It loads no library for anybody.
    private const string Program = "trap '' INT TERM; echo ready; cat >/dev/null; kill \"$SSH_AGENT_PID\"";

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private HostSshAgent(Process process, DirectoryInfo folder) => (_process, _folder) = (process, folder);

    private string Socket => SocketIn(_folder);

    /// <exception cref="InfrastructureException">ssh-agent is not installed, or does not start.</exception>
    public static async Task<HostSshAgent> StartAsync(CancellationToken cancellationToken)
    {
        var agent = Start();
        try
        {
            return await agent._process.StandardOutput.ReadLineAsync(cancellationToken) is null ? throw new InfrastructureException("ssh-agent does not start") : agent;
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }
    }

    private static HostSshAgent Start()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-ssh-");
        try
        {
            var start = ToolStart.Of("ssh-agent", ["-P", "none", "-a", SocketIn(folder), "sh", "-c", Program]);
            start.RedirectStandardInput = start.RedirectStandardOutput = true;
            return new HostSshAgent(ToolStart.Begin(start), folder);
        }
        catch (InfrastructureException)
        {
            folder.Delete();
            throw;
        }
    }

    /// <summary>Gives it a private key.</summary>
    /// <returns>Why it does not take the key; null: it has it.</returns>
    public async Task<string?> AddAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string> { ["SSH_AUTH_SOCK"] = Socket };
        var adding = await ToolRun.RunAsync("ssh-add", ["-q", "-"], Encoding.UTF8.GetString(key.Span), cancellationToken, variables: variables);
        return adding.ExitCode == 0 ? null : adding.Errors.Trim();
    }

    /// <summary>A connection to it.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The stream that is returned owns the socket.")]
    public async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string SocketIn(DirectoryInfo folder) => Path.Combine(folder.FullName, "agent");
}
