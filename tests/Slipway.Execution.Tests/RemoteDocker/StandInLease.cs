using System.Diagnostics.CodeAnalysis;
using Slipway.Engines.Leases;
using Slipway.Engines.Tests.Api;

namespace Slipway.Execution.Tests.RemoteDocker;

/// <summary>A lease of an engine that only stands in for one.</summary>
internal sealed class StandInLease : EngineLease
{
    [SetsRequiredMembers]
    public StandInLease(HostileEngine engine)
    {
        Id = "0000000000";
        Version = "28.5.2";
        Address = engine.Address;
        Certificates = engine.Certificates;
        Ssh = new EngineSsh(22, "", "");
        Process = Environment.ProcessId;
        Warm = false;
        LayerCacheHit = false;
        Warnings = [];
    }

    public bool Released { get; private set; }

    public override Task ReleaseAsync(bool succeeded, CancellationToken cleanupToken)
    {
        Released = true;
        return Task.CompletedTask;
    }

    public override EngineLocalhost OpenLocalhost() => EngineLocalhost.Of(Environment.ProcessId, "");

    public override Task LeaveAsync(int ownerProcess, CancellationToken cancellationToken) => Task.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
