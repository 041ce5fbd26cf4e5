using System.Diagnostics.CodeAnalysis;
using Slipway.Engines.Leases;
using Slipway.Execution.Agents;
using Slipway.Execution.Daemons;
using Slipway.Linux.Failures;
using Slipway.Linux.Processes;

namespace Slipway.Execution.JobSpaces;

/// <summary>Opens job spaces that are machines: sandboxes with an engine, in which the steps run beside it. They are leased of whoever makes engines.</summary>
/// <param name="host">Opened when the first job asks.</param>
public sealed class MachineJobSpaceFactory(Lazy<IEngineHost> host, DaemonFacts machine, TimeProvider clock) : IJobSpaceFactory
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public DaemonFacts Machine => machine;

    [SuppressMessage("Reliability", "CA2000", Justification = "The space owns the connection.")]
    public async Task<IJobSpace> OpenAsync(JobSpaceRequest request, CancellationToken abortToken, CancellationToken cancellationToken)
    {
        var wanted = request.Machine ?? throw new ArgumentException("The request is one of containers.", nameof(request));
        request.Say($"Starting machine {wanted.Machine}");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(abortToken, cancellationToken);
        var lease = await LeaseAsync(wanted, either.Token);
        try
        {
            foreach (var warning in lease.Warnings)
            {
                request.Say($"warning: {warning}");
            }

            var space = new MachineJobSpace(request, lease, await ConnectAsync(lease, either.Token));
            request.Say($"Using machine '{(lease.Warm ? "prealloc" : "default")}-{lease.Id}', Docker {lease.Version}{Layers(wanted, lease)}");
            return space;
        }
        catch
        {
            request.CleanUps.Add(lease.DisposeAsync().AsTask());
            throw;
        }
    }

    public Task CloseAsync(CancellationToken cleanupToken) => Task.CompletedTask;

    private async Task<EngineLease> LeaseAsync(EngineRequest wanted, CancellationToken cancellationToken)
    {
        try
        {
            return await host.Value.LeaseAsync(wanted, cancellationToken);
        }
        catch (InfrastructureException failure)
        {
            throw new InfrastructureException($"no machine could be made: {failure.Message}", failure);
        }
    }

    private static string Layers(EngineRequest wanted, EngineLease lease) =>
        wanted.LayerCache is null ? "" : lease.LayerCacheHit ? ", starting with the project's layers" : ", no layers yet";

    /// <summary>The agent listens since before the engine has answered.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The connection owns its stream.")]
    private async Task<AgentConnection> ConnectAsync(EngineLease lease, CancellationToken cancellationToken)
    {
        try
        {
            using var network = lease.OpenNetwork();
            using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var watch = WatchAsync(lease, ended, watching.Token);
            var line = await DirectLine.OpenAsync(() => network.Run(() => DirectLine.Connect(DirectLine.Name)), ended.Task, clock, cancellationToken);
            await watching.CancelAsync();
            await watch;
            return await AgentConnection.OpenAsync(line, line, clock, cancellationToken);
        }
        catch (IOException failure)
        {
            throw new InfrastructureException($"the machine {lease.Id} cannot be entered: {failure.Message}. Machine jobs need root on the machine that makes them.", failure);
        }
    }

    /// <summary>Tells when the machine has ended, while its agent is looked for.</summary>
    private async Task WatchAsync(EngineLease lease, TaskCompletionSource ended, CancellationToken cancellationToken)
    {
        var first = OwnerProcess.Of(lease.Process);
        using var looks = new PeriodicTimer(Look, clock);
        try
        {
            while (first.IsAlive)
            {
                await looks.WaitForNextTickAsync(cancellationToken);
            }

            ended.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            // The agent is found, or nobody wants it any more.
        }
    }
}
