using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Execution.Failures;
using Slipway.Linux.Failures;

namespace Slipway.Execution.Daemons;

/// <summary>The host's Docker: its API and what job spaces must know of it.</summary>
public sealed class HostDocker : IDisposable
{
    private HostDocker(DockerClient client, DaemonFacts facts)
    {
        Client = client;
        Facts = facts;
    }

    public DockerClient Client { get; }

    public DaemonFacts Facts { get; }

    /// <summary>Asks the daemon that DOCKER_HOST names, or that of the usual socket.</summary>
    public static Task<HostDocker> ConnectAsync(CancellationToken cancellationToken) => ConnectAsync(Environment.GetEnvironmentVariable("DOCKER_HOST"), cancellationToken);

    /// <param name="endpoint">As DOCKER_HOST writes it; null means the usual socket.</param>
    /// <param name="cancellationToken">Covers the first question.</param>
    /// <exception cref="InfrastructureException">Nobody answers there.</exception>
    public static async Task<HostDocker> ConnectAsync(string? endpoint, CancellationToken cancellationToken)
    {
        var address = string.IsNullOrEmpty(endpoint) ? "unix:///var/run/docker.sock" : endpoint;
        var client = new DockerClientBuilder().WithEndpoint(new Uri(address)).WithTimeout(Timeout.InfiniteTimeSpan).Build();
        try
        {
            var facts = await Outage.TellAsync(client.System.GetSystemInfoAsync(cancellationToken));
            return new HostDocker(client, new DaemonFacts(facts.CgroupDriver, facts.CgroupVersion == "2", (int)facts.NCPU, facts.MemTotal, IsLocal(address, facts)));
        }
        catch (InfrastructureException exception)
        {
            client.Dispose();
            throw new InfrastructureException(
                $"Docker does not answer at {address}: {exception.Message.TrimEnd('.')}. Start it (for example `systemctl start docker`), or set DOCKER_HOST.", exception);
        }
    }

    /// <summary>A socket may lead to a virtual machine or over SSH: there the names differ.</summary>
    private static bool IsLocal(string address, SystemInfoResponse facts) =>
        address.StartsWith("unix:", StringComparison.Ordinal)
        && facts.Name == Kernel("hostname")
        && facts.KernelVersion == Kernel("osrelease")
        && facts.SecurityOptions?.Any(option => option.Contains("name=rootless", StringComparison.Ordinal)) != true;

    private static string Kernel(string name) => File.ReadAllText($"/proc/sys/kernel/{name}").Trim();

    public void Dispose() => Client.Dispose();
}
