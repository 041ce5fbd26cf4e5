using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Execution.Jobs;

namespace Slipway.Execution.Networks;

/// <summary>A job's own bridge network; disposing removes it.</summary>
public sealed class JobNetwork : IAsyncDisposable
{
    private const int Attempts = 20;
    private readonly DockerClient _docker;
    private readonly SubnetPool _pool;

    private JobNetwork(DockerClient docker, SubnetPool pool, string name, Subnet subnet)
    {
        _docker = docker;
        _pool = pool;
        Name = name;
        Subnet = subnet;
    }

    public string Name { get; }

    public Subnet Subnet { get; }

    /// <param name="docker">The host's Docker.</param>
    /// <param name="pool">One for all jobs of this process.</param>
    /// <param name="name">The network's name: known before the network is there.</param>
    /// <param name="labels">For the reaper.</param>
    /// <param name="cancellationToken">Covers the making.</param>
    public static async Task<JobNetwork> CreateAsync(
        DockerClient docker, SubnetPool pool, string name, IDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        List<Subnet> inUse = [.. HostRoutes.Read()];
        var mtu = HostRoutes.UplinkMtu();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var subnet = pool.Take(inUse) ?? throw new InfrastructureException("There is no free subnet for the job: remove unused networks with `docker network prune`.");
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

        throw new InfrastructureException($"Docker refused {Attempts} subnets for the job's network: they overlap with other networks.");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _docker.Networks.DeleteNetworkAsync(Name, CancellationToken.None);
        }
        catch (DockerNetworkNotFoundException)
        {
            // It is gone, which is all that was wanted.
        }
        finally
        {
            _pool.Return(Subnet);
        }
    }

    private static bool IsOverlap(DockerApiException exception) =>
        exception.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.InternalServerError or HttpStatusCode.BadRequest
        && exception.ResponseBody?.Contains("overlap", StringComparison.OrdinalIgnoreCase) == true;

    private static NetworksCreateParameters Parameters(string name, Subnet subnet, int? mtu, IDictionary<string, string> labels) => new()
    {
        Name = name,
        Driver = "bridge",
        Labels = labels,
        IPAM = new IPAM { Config = [new IPAMConfig { Subnet = subnet.ToString() }] },
        Options = mtu is { } bytes
            ? new Dictionary<string, string> { ["com.docker.network.driver.mtu"] = bytes.ToString(CultureInfo.InvariantCulture) }
            : new Dictionary<string, string>(),
    };
}
