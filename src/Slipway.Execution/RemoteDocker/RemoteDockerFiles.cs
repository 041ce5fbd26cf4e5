using System.Text;
using Slipway.Engines.Leases;
using Slipway.Execution.Agents;
using Slipway.Linux.Files;
using Slipway.Model.Wire;

namespace Slipway.Execution.RemoteDocker;

/// <summary>What the primary container needs to use its engine: certificates, and SSH files so that <c>ssh remote-docker</c> and <c>scp</c> ask nothing.</summary>
internal static class RemoteDockerFiles
{
    private const int Private = (int)FileModes.PrivateFile;

    /// <param name="agent">The way into the container.</param>
    /// <param name="folder">DOCKER_CERT_PATH.</param>
    /// <param name="say">Gets a warning where the container's user may not write in its home: Docker itself needs no SSH.</param>
    /// <param name="cancellationToken">Between the files.</param>
    public static async Task WriteAsync(AgentConnection agent, EngineLease lease, string folder, Action<string> say, CancellationToken cancellationToken)
    {
        await WriteAsync(agent, $"{folder}/ca.pem", lease.Certificates.Ca, cancellationToken);
        await WriteAsync(agent, $"{folder}/cert.pem", lease.Certificates.Certificate, cancellationToken);
        await WriteAsync(agent, $"{folder}/key.pem", lease.Certificates.Key, cancellationToken);
        var ssh = $"{agent.Hello.Home.TrimEnd('/')}/.ssh";
        try
        {
            await WriteSshAsync(agent, lease, ssh, cancellationToken);
        }
        catch (AgentException exception)
        {
            say($"warning: ssh remote-docker is not set up, because {ssh} cannot be written: {exception.Message}");
        }
    }

    private static async Task WriteSshAsync(AgentConnection agent, EngineLease lease, string ssh, CancellationToken cancellationToken)
    {
        var key = $"{ssh}/id_remote_docker";
        var knownHosts = $"{ssh}/known_hosts_remote_docker";
        await WriteAsync(agent, key, lease.Ssh.PrivateKey.TrimEnd() + "\n", cancellationToken);
        await WriteAsync(agent, knownHosts, $"{KnownHost(lease)} {lease.Ssh.HostKey.Trim()}\n", cancellationToken);
        var config = new StringBuilder()
            .AppendLine("Host remote-docker")
            .AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"  HostName {lease.Address}")
            .AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"  Port {lease.Ssh.Port}")
            .AppendLine("  User root")
            .AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"  IdentityFile {key}")
            .AppendLine("  IdentitiesOnly yes")
            .AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"  UserKnownHostsFile {knownHosts}")
            .AppendLine("  HostKeyAlgorithms ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512")
            .AppendLine("  LogLevel ERROR")
            .AppendLine();
        await agent.WriteFileAsync(
            new WriteFileRequest { Path = $"{ssh}/config", Content = Encoding.UTF8.GetBytes(config.ToString()), Mode = Private, Append = true }, cancellationToken);
    }

    private static string KnownHost(EngineLease lease) => lease.Ssh.Port == 22 ? lease.Address : $"[{lease.Address}]:{lease.Ssh.Port}";

    private static Task WriteAsync(AgentConnection agent, string path, string content, CancellationToken cancellationToken) =>
        agent.WriteFileAsync(new WriteFileRequest { Path = path, Content = Encoding.UTF8.GetBytes(content), Mode = Private }, cancellationToken);
}
