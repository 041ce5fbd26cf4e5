using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;
using Slipway.Linux.Networks;

namespace Slipway.Execution.Networks;

/// <summary>A job's own bridge network of the host's Docker.</summary>
internal sealed class DockerNetwork : IJobNetwork
{
    private readonly DockerClient _docker;
    private readonly SubnetPool _pool;
    private readonly string _name;
    private bool _removed;

    private DockerNetwork(DockerClient docker, SubnetPool pool, string name, Ipv4Network subnet)
    {
        _docker = docker;
        _pool = pool;
        _name = name;
        Subnet = subnet;
    }

    public Ipv4Network Subnet { get; }

    /// <param name="docker">The host's Docker.</param>
    /// <param name="pool">One for all jobs of this process.</param>
    /// <param name="name">The network's name: known before the network is there.</param>
    /// <param name="labels">For the reaper.</param>
    /// <param name="cancellationToken">Covers the making.</param>
    public static async Task<IJobNetwork> CreateAsync(
        DockerClient docker, SubnetPool pool, string name, IDictionary<string, string> labels, CancellationToken cancellationToken) =>
        await pool.MakeNetworkAsync(async (subnet, mtu) =>
        {
            try
            {
                await docker.Networks.CreateNetworkAsync(Parameters(name, subnet, mtu, labels), cancellationToken);
                TryForget(subnet);
                return new DockerNetwork(docker, pool, name, subnet);
            }
            catch (DockerApiException exception) when (IsOverlap(exception))
            {
                return null;
            }
        });

    /// <summary>Docker has connected it with its start.</summary>
    public Task ConnectAsync(string container, int process) => Task.CompletedTask;

    public async Task<bool> TryRemoveAsync()
    {
        try
        {
            await _docker.Networks.DeleteNetworkAsync(_name, CancellationToken.None);
            TryForget(Subnet);
            return _removed = true;
        }
        catch (DockerNetworkNotFoundException)
        {
            // It is gone, which is all that was wanted.
            return _removed = true;
        }
        catch (DockerApiException exception) when (exception.StatusCode == HttpStatusCode.Forbidden)
        {
            return false;
        }
    }

    public void Leave()
    {
        // Docker has it.
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_removed && !await TryRemoveAsync())
            {
                throw new InfrastructureException($"Docker does not remove the network {_name}: a container is still in it.");
            }
        }
        finally
        {
            _pool.Return(Subnet);
        }
    }

    /// <summary>What jobs leave in the table of connections, as far as this process may: only root does, and Docker may be on another machine.</summary>
    private static void TryForget(Ipv4Network subnet)
    {
        try
        {
            HostConnections.Forget(subnet);
        }
        catch (IOException)
        {
            // Then they stay for as long as the kernel keeps them, as those of Docker's other networks do.
        }
    }

    private static bool IsOverlap(DockerApiException exception) =>
        exception.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.InternalServerError or HttpStatusCode.BadRequest
        && exception.ResponseBody?.Contains("overlap", StringComparison.OrdinalIgnoreCase) == true;

    private static NetworksCreateParameters Parameters(string name, Ipv4Network subnet, int mtu, IDictionary<string, string> labels) => new()
    {
        Name = name,
        Driver = "bridge",
        Labels = labels,
        IPAM = new IPAM { Config = [new IPAMConfig { Subnet = subnet.ToString() }] },
        Options = new Dictionary<string, string> { ["com.docker.network.driver.mtu"] = mtu.ToString(CultureInfo.InvariantCulture) },
    };
}
