using Docker.DotNet.Models;
using Slipway.Execution.Daemons;
using Slipway.Execution.Images;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Networks;
using Slipway.Execution.Ownership;
using Slipway.Model.Assignments;
using Slipway.Testing.Folders;

namespace Slipway.Execution.Tests.JobSpaces;

/// <summary>Job spaces of the machine's Docker.</summary>
[Trait("needs", "docker")]
public sealed class DockerJobSpaceTests : JobSpaceContract
{
    private HostDocker? _docker;

    protected override string TooMuchMemory => "head -c 200000000 /dev/zero | tail -c 199999999 >/dev/null";

    [Theory]
    [InlineData(null)]
    [InlineData("trap 'exit 0' TERM; sleep 1000 & wait")]
    public async Task One_that_is_stopped_from_outside_is_told_as_that_whatever_its_entrypoint_made_of_it(string? entrypoint)
    {
        await using var space = await OpenAsync(request => request with
        {
            Images = [entrypoint is null ? request.Images[0] : request.Images[0] with { Entrypoint = ["sh", "-c", entrypoint] }],
        });

        await _docker!.Client.Containers.StopContainerAsync($"slipway-{Id}-primary", new ContainerStopParameters { WaitBeforeKillSeconds = 10 }, Token);
        await space.Agent.Lost;

        Assert.IsType<ContainerEnd.StoppedFromOutside>(await space.FindEndAsync(Token));
    }

    [Fact]
    public async Task A_program_that_sizes_itself_by_its_container_sees_the_limits_of_the_job()
    {
        await using var space = await OpenAsync();

        var (_, output) = await StepAsync(space, "cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes");

        Assert.Equal("67108864", output.Trim());
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _docker?.Dispose();
    }

    private protected override async Task<IJobSpaceFactory> MakeFactoryAsync()
    {
        Assert.SkipUnless(File.Exists("/var/run/docker.sock"), "there is no Docker here");
        _docker = await HostDocker.ConnectAsync(null, Token);
        return new DockerJobSpaceFactory(
            _docker,
            new ImagePuller(_docker.Client, PullPolicy.Never, TimeProvider.System),
            new JobNetworks(_docker, new SubnetPool(), mayLink: false),
            AgentProgram.Load(Checkout.Agent),
            TimeProvider.System);
    }

    private protected override async Task<int> CountPartsAsync(string space)
    {
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [$"{SpaceLabels.Space}={space}"] = true } };
        var containers = await _docker!.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filters }, Token);
        var networks = await _docker.Client.Networks.ListNetworksAsync(new NetworksListParameters { Filters = filters }, Token);
        return containers.Count + networks.Count;
    }

    private protected override async Task EndKeptAsync(KeptContainer kept)
    {
        await _docker!.Client.Containers.RemoveContainerAsync(kept.Id, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, Token);
        await _docker.Client.Networks.DeleteNetworkAsync($"slipway-{kept.Space}", Token);
    }
}
