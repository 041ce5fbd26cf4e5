using Slipway.Engines.Cgroups;
using Slipway.Engines.Identity;
using Slipway.Engines.Networks;
using Slipway.Engines.Sandboxes;
using Slipway.Engines.Settings;
using Slipway.Engines.Storage;

namespace Slipway.Engines.Running;

/// <summary>The parts an engine is made of, put together once per process for one instance.</summary>
public sealed class EngineParts : IDisposable
{
    private const int StartsPerCore = 2;
    private readonly BtrfsEngineStorage _storage;

    public EngineParts(EngineSettings settings, TimeProvider time)
    {
        Settings = settings;
        _storage = new BtrfsEngineStorage(settings, time);
        Time = time;
        Names = new InstanceNames(settings);
        Claims = new SlotClaims(settings.Instance);
        Records = new EngineRecords(Names);
        Network = new EngineNetwork(settings, Names);
        Runtime = new OciRuntime(settings.Runtime, Names.RuntimeFolder);
        Hierarchies = CgroupHierarchies.Read();
        Starts = new StartGate(Names.StartsFolder, Math.Max(1, settings.StartsAtOnce ?? StartsPerCore * Environment.ProcessorCount), time);
    }

    public EngineSettings Settings { get; }

    public IEngineStorage Storage => _storage;

    public TimeProvider Time { get; }

    public InstanceNames Names { get; }

    public SlotClaims Claims { get; }

    public EngineRecords Records { get; }

    public EngineNetwork Network { get; }

    public CgroupHierarchies Hierarchies { get; }

    internal OciRuntime Runtime { get; }

    internal StartGate Starts { get; }

    public EngineCgroup CgroupOf(EngineId id) => new(Hierarchies, Names.CgroupRoot, id.Value);

    public void Dispose()
    {
        Network.Dispose();
        _storage.Dispose();
    }
}
