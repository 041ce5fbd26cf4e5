using System.Diagnostics.CodeAnalysis;
using Slipway.Engines.Running;

namespace Slipway.Engines.Leases;

/// <summary>A lease of an engine that was made in this process.</summary>
internal sealed class LocalEngineLease : EngineLease
{
    private readonly LocalEngineHost _host;

    [SetsRequiredMembers]
    public LocalEngineLease(EngineRecord record, LocalEngineHost host)
    {
        _host = host;
        Id = record.Id;
        Version = record.Version;
        Address = record.Address;
        Certificates = record.Certificates;
        Ssh = record.Ssh;
        Warm = record.Warm;
        LayerCacheHit = record.LayerCacheHit;
        Warnings = record.Warnings;
    }

    public override Task ReleaseAsync(bool succeeded, CancellationToken cleanupToken)
    {
        _host.Release(Id, succeeded);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _host.Release(Id, succeeded: false);
        return ValueTask.CompletedTask;
    }
}
