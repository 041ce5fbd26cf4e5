using Slipway.Execution.Agents;
using Slipway.Execution.JobSpaces;
using Slipway.Linux.Netlink;

namespace Slipway.FakeMachine.Spaces;

/// <summary>A job space of processes in namespaces of their own.</summary>
internal sealed class FakeJobSpace(JobSpaceRequest request, FakeContainer primary, AgentConnection agent, IReadOnlyList<FakeService> services) : IJobSpace
{
    /// <summary>The script's exit code where something was killed for memory.</summary>
    private const int KilledForMemory = 250;

    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(3);

    public AgentConnection Agent => agent;

    public IReadOnlyList<ServiceContainer> Services { get; } = [.. services.Select(service => service.Container)];

    public bool IsKept { get; private set; }

    public async Task<int?> ReadServiceAsync(ServiceContainer service, OutputSink output, CancellationToken cancellationToken)
    {
        var (exitCode, said) = await services.Single(one => one.Container == service).ReadAsync();
        await output(said, cancellationToken);
        return exitCode;
    }

    public Task<NetworkNamespace> OpenNetworkAsync(CancellationToken cancellationToken) => Task.FromResult(NetworkNamespace.Of(primary.Process));

    public async Task<ContainerEnd> FindEndAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(SettlingTime);
        try
        {
            await primary.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ContainerEnd.StillRuns();
        }

        return primary.ExitCode == KilledForMemory ? new ContainerEnd.OutOfMemory() : new ContainerEnd.AgentEnded($"exit code {primary.ExitCode}");
    }

    public async Task<KeptContainer> KeepAsync(CancellationToken cancellationToken)
    {
        await agent.DetachAsync(cancellationToken);
        IsKept = true;
        return new KeptContainer(request.Id, request.Id, primary.Process);
    }

    public async ValueTask DisposeAsync() => await EndAsync(passed: false);

    public async Task EndAsync(bool passed)
    {
        await agent.DisposeAsync();
        if (!IsKept)
        {
            await primary.DisposeAsync();
            await Task.WhenAll(services.Select(service => service.DisposeAsync().AsTask()));
        }
    }
}
