using Slipway.Engines.Certificates;
using Slipway.Engines.Networks;
using Slipway.Engines.Ssh;
using Slipway.Engines.Storage;

namespace Slipway.Engines.Sandboxes;

/// <summary>What a sandbox is started with.</summary>
/// <param name="ClientKey">Of who may open a shell.</param>
public sealed record SandboxContents(string Version, EngineDisk Disk, EngineNetworkFacts Network, EngineKeys Keys, SshKeyPair HostKey, SshKeyPair ClientKey)
{
    /// <summary>The program that runs the steps of a machine job beside the engine; null: the engine is alone.</summary>
    public string? Agent { get; init; }
}
