using Slipway.Engines.Leases;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Hosting;

/// <summary>Leases engines from the daemon <c>slipway host</c>, with a connection per request.</summary>
public sealed class RemoteEngineHost(string socketPath, Action<string> report) : IEngineAdministration
{
    public async Task<EngineLease> LeaseAsync(EngineRequest request, CancellationToken cancellationToken) =>
        new HostedLease(await LeaseRecordAsync(request, cancellationToken), this);

    public async Task<EngineRecord> LeaseRecordAsync(EngineRequest request, CancellationToken cancellationToken) =>
        (await AskAsync(new HostRequest { Lease = request }, cancellationToken)).Engines[0];

    public async Task<bool> LeaveAsync(string id, int ownerProcess, CancellationToken cancellationToken) =>
        (await AskAsync(new HostRequest { Leave = new(id, ownerProcess) }, cancellationToken)).Left.Count > 0;

    public async Task<IReadOnlyList<EngineRecord>> ListAsync(CancellationToken cancellationToken) =>
        (await AskAsync(new HostRequest { List = true }, cancellationToken)).Engines;

    public async Task<bool> ReleaseAsync(string id, bool succeeded, CancellationToken cleanupToken) =>
        (await AskAsync(new HostRequest { Release = new(id, succeeded) }, cleanupToken)).Ended.Count > 0;

    public async Task<IReadOnlyList<string>> ReapAsync(CancellationToken cancellationToken) =>
        (await AskAsync(new HostRequest { Reap = true }, cancellationToken)).Ended;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<HostAnswer> AskAsync(HostRequest request, CancellationToken cancellationToken)
    {
        using var connection = await HostClient.OpenAsync(socketPath, cancellationToken)
            ?? throw new InfrastructureException($"`slipway host` does not listen at {socketPath} any more; start it again.");
        return await connection.AskAsync(request, report, cancellationToken);
    }
}
