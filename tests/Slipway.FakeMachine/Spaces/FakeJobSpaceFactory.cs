using Slipway.Execution.Agents;
using Slipway.Execution.Daemons;
using Slipway.Execution.Failures;
using Slipway.Execution.JobSpaces;
using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;
using Slipway.Model.Plans;

namespace Slipway.FakeMachine.Spaces;

/// <summary>
/// Opens job spaces without Docker: the real agent in namespaces of its own, on this machine's programs instead of an image's. It refuses what only a container
/// has, so that no test passes for what is not there: images that nobody made, users, entrypoints, services with a network.
/// </summary>
public sealed class FakeJobSpaceFactory(string agentFile, TimeProvider clock) : IJobSpaceFactory
{
    /// <summary>Images of these names count as being on this machine.</summary>
    private const string Images = "slipway/";

    /// <summary>Nobody reaches a space at these addresses.</summary>
    private static readonly Ipv4Network Nowhere = new((192u << 24) | (2u << 8), 24);

    public DaemonFacts Machine { get; } = new("none", UnifiedCgroups: true, Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, IsLocal: true);

    /// <summary>Whether this process may make what a space consists of.</summary>
    public static Task<bool> CanOpenAsync(CancellationToken cancellationToken) => FakeContainer.CanStartAsync(cancellationToken);

    public async Task<IJobSpace> OpenAsync(JobSpaceRequest request, CancellationToken abortToken, CancellationToken cancellationToken)
    {
        Refuse(request);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(abortToken, cancellationToken);
        request.SubnetKnown(Nowhere);
        request.Say($"Starting container {request.Images[0].Image}");
        var primary = FakeContainer.StartPrimary(request.Id, agentFile, request.Images[0].Environment);
        try
        {
            var agent = await AgentConnection.OpenAsync(primary.Output, primary.Input, clock, either.Token);
            return new FakeJobSpace(request, primary, agent, [.. Enumerable.Range(1, request.Images.Count - 1).Select(index => StartService(request, index))]);
        }
        catch (AgentLostException exception)
        {
            var errors = await primary.KillAsync();
            await primary.DisposeAsync();
            throw new InfrastructureException($"the agent cannot run in {request.Images[0].Image}: {exception.Reason}: {errors}", exception);
        }
        catch
        {
            request.CleanUps.Add(primary.DisposeAsync().AsTask());
            throw;
        }
    }

    public Task CloseAsync(CancellationToken cleanupToken) => Task.CompletedTask;

    private static FakeService StartService(JobSpaceRequest request, int index)
    {
        var plan = request.Images[index];
        request.Say($"Starting container {plan.Image}{(plan.Name is null ? "" : $" as {plan.Name}")}");
        return new FakeService(new ServiceContainer(index, plan.Image, plan.Name), FakeContainer.StartService(request.Id, Command(plan), plan.Environment));
    }

    private static void Refuse(JobSpaceRequest request)
    {
        if (request.Images.FirstOrDefault(image => !image.Image.StartsWith(Images, StringComparison.Ordinal)) is { } strange)
        {
            throw new JobFailedException($"image {strange.Image} is not on this machine");
        }

        if (Command(request.Images[0]).Any(word => word.Length > 0) || request.Images.Any(image => image.User is not null))
        {
            throw new JobFailedException("this needs a container: a primary one with a program of its own, or a user of its image");
        }

        if (request.Images.Skip(1).FirstOrDefault(image => Command(image).Count == 0) is { } service)
        {
            throw new JobFailedException($"this needs a container: the program of {service.Image}");
        }
    }

    private static IReadOnlyList<string> Command(ImagePlan plan) => [.. plan.Entrypoint ?? [], .. plan.Command ?? []];
}
