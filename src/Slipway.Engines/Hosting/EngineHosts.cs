using Slipway.Engines.Running;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Hosting;

/// <summary>Opens the engine host that this machine has.</summary>
public static class EngineHosts
{
    /// <summary>Engines made by this process, which must be root once it asks for one.</summary>
    public static LocalEngineHost Local(EngineSettings settings, TimeProvider time, Action<string> report) =>
        new(new EngineParts(settings, time), report);

    /// <summary>The daemon's engines when it runs; else this process' own.</summary>
    public static IEngineControl Open(EngineSettings settings, TimeProvider time, Action<string> report) => Local(settings, time, report);
}
