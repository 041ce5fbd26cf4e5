using System.Diagnostics.CodeAnalysis;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;

namespace Slipway.Engines.Hosting;

/// <summary>A lease that its host ends by the engine's id, once.</summary>
internal sealed class HostedLease : EngineLease
{
    private readonly IEngineAdministration _host;
    private readonly EngineRecord _engine;
    private int _released;

    [SetsRequiredMembers]
    public HostedLease(EngineRecord record, IEngineAdministration host)
    {
        _host = host;
        _engine = record;
        Id = record.Id;
        Version = record.Version;
        Address = record.Address;
        Certificates = record.Certificates;
        Ssh = record.Ssh;
        Process = record.Process;
        Warm = record.Warm;
        LayerCacheHit = record.LayerCacheHit;
        Warnings = record.Warnings;
    }

    public override async Task ReleaseAsync(bool succeeded, CancellationToken cleanupToken)
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            await _host.ReleaseAsync(Id, succeeded, cleanupToken);
        }
    }

    public override EngineLocalhost OpenLocalhost() => EngineSandbox.OpenLocalhost(_engine);

    public override async Task LeaveAsync(int ownerProcess, CancellationToken cancellationToken)
    {
        if (await _host.LeaveAsync(Id, ownerProcess, cancellationToken))
        {
            _released = 1;
        }
    }

    public override async ValueTask DisposeAsync() => await ReleaseAsync(succeeded: false, CancellationToken.None);
}
