using Docker.DotNet.Models;
using Slipway.Execution.Failures;
using Slipway.Execution.Limits;
using Slipway.Execution.Ownership;
using Slipway.Model.Plans;

namespace Slipway.Execution.JobSpaces;

/// <summary>What Docker is told of each container of a job space. Nothing of the host is ever mounted.</summary>
internal static class ContainerParameters
{
    public const string PreserveEntrypoint = "com.circleci.preserve-entrypoint";

    /// <summary>Known before it is made.</summary>
    /// <param name="index">The image's place among those of the job.</param>
    public static string NameOf(JobSpaceRequest request, int index) => index == 0 ? $"slipway-{request.Id}-primary" : $"slipway-{request.Id}-service-{index}";

    /// <summary>True: the image's entrypoint stays the container's first process, and the agent joins it.</summary>
    public static bool KeepsEntrypoint(ImagePlan plan, ImageInspectResponse image) =>
        HasWords(plan.Entrypoint) || HasWords(plan.Command)
        || (plan.Entrypoint is null && image.Config?.Labels?.TryGetValue(PreserveEntrypoint, out var value) == true && value == "true");

    /// <summary>Whether anything is to be run: <c>""</c> and <c>[]</c> take the image's entrypoint away, as <c>docker run --entrypoint ""</c> does, and name nothing in its place.</summary>
    public static bool HasWords(IReadOnlyList<string>? words) => words is not null && words.Any(word => word.Length > 0);

    public static CreateContainerParameters Primary(JobSpaceRequest request, ImageInspectResponse image, ContainerNetwork network, JobCgroup? cgroup)
    {
        var plan = request.Images[0];
        var parameters = Shared(request, plan, image, "primary", cgroup);
        parameters.Name = NameOf(request, 0);
        parameters.Hostname = request.Id;
        parameters.HostConfig!.NetworkMode = network.Mode;
        parameters.HostConfig!.ExtraHosts = [.. request.ExtraHosts, .. network.Address is { } address ? (string[])[$"{request.Id}:{address}"] : []];
        parameters.HostConfig!.LogConfig = new LogConfig { Type = "none" };
        parameters.HostConfig!.Tmpfs = new Dictionary<string, string> { ["/mnt/ramdisk"] = "rw,exec,mode=1777" };
        parameters.NetworkingConfig = network.Address is null ? Endpoint(network.Mode, plan.Name) : new NetworkingConfig();
        parameters.Healthcheck = new HealthcheckConfig { Test = ["NONE"] };
        if (KeepsEntrypoint(plan, image))
        {
            // Its last words are all there is to say why it ended.
            parameters.HostConfig!.LogConfig = new LogConfig { Type = "json-file", Config = new Dictionary<string, string> { ["max-size"] = "1m" } };
            return parameters;
        }

        parameters.Entrypoint = [AgentProgram.Path, AgentProgram.ServeMode, .. network.Address is null ? (string[])[] : [DirectLine.Name]];
        parameters.Cmd = [];
        parameters.OpenStdin = true;
        parameters.StdinOnce = true;
        parameters.AttachStdin = true;
        parameters.AttachStdout = true;
        parameters.AttachStderr = true;
        return parameters;
    }

    public static CreateContainerParameters Service(JobSpaceRequest request, int index, ImageInspectResponse image, ContainerNetwork network, string primary, JobCgroup? cgroup)
    {
        var plan = request.Images[index];
        if (plan.Entrypoint is not null && !HasWords(plan.Entrypoint) && !HasWords(plan.Command))
        {
            // Docker says the same: without an entrypoint of its own an image has no command either.
            throw new JobFailedException($"service container {plan.Image} cannot start: its entrypoint is empty, and it has no command; give one with command");
        }

        var parameters = Shared(request, plan, image, "service", cgroup);
        parameters.Name = NameOf(request, index);
        parameters.HostConfig!.LogConfig = new LogConfig { Type = "json-file", Config = new Dictionary<string, string> { ["max-size"] = "20m" } };
        if (plan.Name is null)
        {
            parameters.HostConfig!.NetworkMode = $"container:{primary}";
        }
        else
        {
            parameters.HostConfig!.NetworkMode = network.Mode;
            parameters.HostConfig!.ExtraHosts = [.. request.ExtraHosts];
            parameters.NetworkingConfig = Endpoint(network.Mode, plan.Name);
            parameters.Hostname = plan.Name;
        }

        return parameters;
    }

    private static CreateContainerParameters Shared(JobSpaceRequest request, ImagePlan plan, ImageInspectResponse image, string role, JobCgroup? cgroup)
    {
        var labels = SpaceLabels.For(request.Id, request.Run, request.Job, request.State);
        labels[SpaceLabels.Role] = role;
        return new CreateContainerParameters
        {
            // By its id: what a name stands for may change at any time.
            Image = image.ID,
            User = plan.User!,
            Env = [.. plan.Environment.Select(pair => $"{pair.Key}={pair.Value}")],
            // An empty list would mean "the image's own", so an entrypoint that is to be empty is written as one empty word.
            Entrypoint = (plan.Entrypoint is null ? null : HasWords(plan.Entrypoint) ? plan.Entrypoint.ToList() : [""])!,
            Cmd = HasWords(plan.Command) ? plan.Command!.ToList() : null!,
            Labels = labels,
            HostConfig = Limited(request.Limits, cgroup),
        };
    }

    /// <summary>Each container has the job's limits for itself too, also below the job's group: a program that sizes itself sees its container's group alone.</summary>
    private static HostConfig Limited(JobLimits limits, JobCgroup? cgroup) => new()
    {
        CgroupParent = cgroup?.Parent!,
        Memory = limits.MemoryBytes,
        MemorySwap = limits.MemoryBytes,
        NanoCPUs = limits.NanoCpus,
        PidsLimit = limits.Processes,
    };

    private static NetworkingConfig Endpoint(string network, string? alias) => new()
    {
        EndpointsConfig = new Dictionary<string, EndpointSettings>
        {
            [network] = new() { Aliases = alias is null ? [] : [alias] },
        },
    };
}
