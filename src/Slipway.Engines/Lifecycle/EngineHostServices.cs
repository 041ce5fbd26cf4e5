using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Networks;
using Slipway.Engines.Sandboxes;
using Slipway.Engines.Settings;
using Slipway.Engines.Storage;
using Slipway.Linux.Cgroups;
using Slipway.Linux.Kernel;
using Slipway.Linux.Locks;
using Slipway.Linux.Processes;

namespace Slipway.Engines.Lifecycle;

/// <summary>What all engines of an instance are made with, once per process.</summary>
public sealed class EngineHostServices : IDisposable
{
    private const int StartsPerCore = 2;

    public EngineHostServices(EngineSettings settings, TimeProvider time)
    {
        Settings = settings;
        Storage = new BtrfsEngineStorage(settings, time);
        Time = time;
        Names = new InstanceNames(settings);
        Claims = new SlotClaims(settings.Instance);
        Records = new EngineRecords(Names);
        Network = new EngineNetwork(settings, Names, Living, time);
        Runtime = new OciRuntime(settings.Runtime, Names.RuntimeFolder);
        Hierarchies = CgroupHierarchies.Read();
        Starts = new StartLimiter(Names.StartsFolder, Math.Max(1, settings.StartsAtOnce ?? StartsPerCore * Environment.ProcessorCount));
    }

    public EngineSettings Settings { get; }

    public BtrfsEngineStorage Storage { get; }

    public TimeProvider Time { get; }

    public InstanceNames Names { get; }

    public SlotClaims Claims { get; }

    public EngineRecords Records { get; }

    public EngineNetwork Network { get; }

    public CgroupHierarchies Hierarchies { get; }

    /// <summary>The program that runs the steps of a machine job, in its sandbox.</summary>
    internal string AgentFile { get; } = AgentLocation.Find();

    internal OciRuntime Runtime { get; }

    internal StartLimiter Starts { get; }

    /// <summary>Claims a slot for a new engine of this process.</summary>
    public async Task<EngineId> ClaimAsync(CancellationToken cancellationToken)
    {
        using var held = await LockClaimsAsync(cancellationToken);
        return Claims.Claim(OwnerProcess.Current);
    }

    /// <summary>Takes away what the instance's engines share, when there is no engine left and none being made.</summary>
    public async Task TidyAsync(CancellationToken cleanupToken)
    {
        if (Claims.List().Count > 0)
        {
            return;
        }
        using var held = await LockClaimsAsync(cleanupToken);
        if (Claims.List().Count == 0)
        {
            await Network.UnloadAsync(cleanupToken);
            RemoveStaleSocket();
            Names.RemoveEmptyFolders();
            foreach (var folder in Hierarchies.Folders)
            {
                // Jobs' own control groups may be in it; then it stays.
                _ = Libc.RemoveEmptyFolder(Path.Combine(folder, Names.CgroupRoot));
            }
            Claims.RemoveEmptyFolder();
        }
    }

    /// <summary>Removes the socket of a daemon that was killed; a living one holds the lock.</summary>
    private void RemoveStaleSocket()
    {
        using var only = FileLock.TryTake(Names.HostLock);
        if (only is not null && File.Exists(Names.HostSocket))
        {
            File.Delete(Names.HostSocket);
        }
    }

    private Task<FileLock> LockClaimsAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Names.LocksFolder);
        return FileLock.TakeAsync(Names.ClaimsLock, cancellationToken);
    }

    private IEnumerable<EngineRecord> Living() => Records.List().Where(record => record.State is EngineState.Idle or EngineState.Leased or EngineState.Retiring);

    public EngineSandbox SandboxOf(EngineId id) => new(this, id);

    public void Dispose()
    {
        Network.Dispose();
        Storage.Dispose();
    }
}
