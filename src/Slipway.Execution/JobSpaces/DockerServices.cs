using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Execution.Agents;
using Slipway.Execution.Failures;
using Slipway.Execution.Limits;
using Slipway.Linux.Failures;

namespace Slipway.Execution.JobSpaces;

/// <summary>A job's service containers: starts them beside the primary one, and reads what they said.</summary>
internal sealed class DockerServices(IContainerOperations containers, JobSpaceRequest request, ContainerNetwork network, JobCgroup? cgroup, string primary)
{
    private const int ChunkSize = 64 * 1024;

    /// <param name="pull">Of its image.</param>
    /// <param name="index">Its place among the job's images.</param>
    /// <param name="cancellationToken">Stops before a container is started.</param>
    /// <exception cref="JobFailedException">The image or the config is the cause.</exception>
    public async Task<ServiceContainer> StartAsync(Task<ImageInspectResponse> pull, int index, CancellationToken cancellationToken)
    {
        var plan = request.Images[index];
        var image = await pull;
        request.Say($"Starting container {plan.Image}{(plan.Name is null ? "" : $" as {plan.Name}")}");
        try
        {
            var parameters = ContainerParameters.Service(request, index, image, network, primary, cgroup);
            request.Requested.Add(ContainerParameters.NameOf(request, index));
            var created = await containers.CreateContainerAsync(parameters, CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            await containers.StartContainerAsync(created.ID, new ContainerStartParameters(), CancellationToken.None);
            return new ServiceContainer(index, plan.Image, plan.Name);
        }
        catch (DockerApiException exception) when (DockerFailure.IsUsersFault(exception))
        {
            throw new JobFailedException($"service container {plan.Image} cannot start: {Outage.Explain(exception)}", exception);
        }
    }

    /// <summary>Reads all that a service has said so far.</summary>
    /// <returns>Its exit code; null while it runs.</returns>
    /// <exception cref="InfrastructureException">It was removed from outside, or Docker does not answer.</exception>
    public Task<int?> ReadAsync(ServiceContainer service, OutputSink sink, CancellationToken cancellationToken) => Outage.TellAsync(
        ReadAsync(ContainerParameters.NameOf(request, service.Index), sink, cancellationToken), failure => $"what service {service.Image} said cannot be kept: {failure.Message}");

    private async Task<int?> ReadAsync(string name, OutputSink sink, CancellationToken cancellationToken)
    {
        var state = (await containers.InspectContainerAsync(name, cancellationToken)).State!;
        using var output = await containers.GetContainerLogsAsync(name, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true }, cancellationToken);
        var chunk = new byte[ChunkSize];
        while (await output.ReadOutputAsync(chunk, 0, chunk.Length, cancellationToken) is { EOF: false } read)
        {
            await sink(chunk.AsMemory(0, read.Count), cancellationToken);
        }

        return state.Running ? null : (int)state.ExitCode;
    }
}
