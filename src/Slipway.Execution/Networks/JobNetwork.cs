using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Engines.Networks;
using Slipway.Execution.Jobs;

namespace Slipway.Execution.Networks;

/// <summary>A job's own bridge network; disposing removes it.</summary>
public sealed class JobNetwork : IAsyncDisposable
{
    private const int Attempts = 20;
    private readonly DockerClient _docker;
    private readonly SubnetPool _pool;
    private bool _removed;

    private JobNetwork(DockerClient docker, SubnetPool pool, string name, Ipv4Network subnet)
    {
        _docker = docker;
        _pool = pool;
        Name = name;
        Subnet = subnet;
    }

    public string Name { get; }

    public Ipv4Network Subnet { get; }

    /// <param name="docker">The host's Docker.</param>
    /// <param name="pool">One for all jobs of this process.</param>
    /// <param name="name">The network's name: known before the network is there.</param>
    /// <param name="labels">For the reaper.</param>
    /// <param name="cancellationToken">Covers the making.</param>
    public static async Task<JobNetwork> CreateAsync(
        DockerClient docker, SubnetPool pool, string name, IDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        var routes = HostRoutes.Read();
        List<Ipv4Network> inUse = [.. routes.Select(route => route.Destination).Where(network => network.Prefix > 0)];
        var mtu = HostRoutes.UplinkMtu(routes);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var subnet = pool.Take(inUse) ?? throw new InfrastructureException(
                $"There is no free subnet for the job's network in {pool.Networks}: remove unused networks with `docker network prune`, or name a free network in `subnets` of /etc/slipway/jobs.json.");
            try
            {
                await docker.Networks.CreateNetworkAsync(Parameters(name, subnet, mtu, labels), cancellationToken);
                return new JobNetwork(docker, pool, name, subnet);
            }
            catch (DockerApiException exception) when (IsOverlap(exception))
            {
                pool.Return(subnet);
                inUse.Add(subnet);
            }
        }

        throw new InfrastructureException(
            $"Docker refused {Attempts} subnets of {pool.Networks} for the job's network, because they overlap with other networks: name a free network in `subnets` of /etc/slipway/jobs.json.");
    }

    /// <summary>Removes the network ahead of <see cref="DisposeAsync"/>.</summary>
    /// <returns>False: a container still has an address in it.</returns>
    public async Task<bool> TryRemoveAsync()
    {
        try
        {
            await _docker.Networks.DeleteNetworkAsync(Name, CancellationToken.None);
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

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_removed && !await TryRemoveAsync())
            {
                throw new InfrastructureException($"Docker does not remove the network {Name}: a container is still in it.");
            }
        }
        finally
        {
            _pool.Return(Subnet);
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
