using System.Diagnostics.CodeAnalysis;
using Slipway.Engines.Lifecycle;
using Slipway.Engines.Settings;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Hosting;

/// <summary>Finds who makes engines on this machine.</summary>
public static class EngineHosts
{
    /// <summary>The daemon where one listens, else this process when it is root.</summary>
    /// <param name="report">Gets lines about what goes on behind leases; called from any thread.</param>
    /// <param name="detached">Ends what this process releases; null: this process does, before it is through.</param>
    /// <exception cref="InfrastructureException">Neither is possible; the message says the ways out.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The host owns its services.")]
    public static IEngineAdministration Open(EngineSettings settings, TimeProvider time, Action<string> report, DetachedReaper? detached)
    {
        var socket = new InstanceNames(settings).HostSocket;
        if (HostClient.Listens(socket))
        {
            return new RemoteEngineHost(socket, report);
        }
        if (!Environment.IsPrivilegedProcess)
        {
            throw new InfrastructureException("Engines need root, and no `slipway host` runs here. Start it (`sudo systemctl start slipway`, or `sudo slipway host`) and be in the group slipway, or run as root.");
        }
        return new LocalEngineHost(new EngineHostServices(settings, time), report, detached);
    }

    /// <summary>
    /// Has the engines ended whose holders are gone, whether or not anybody asks for one, by a process behind this one.
    /// A daemon does so itself, and whoever is not root has none.
    /// </summary>
    /// <returns>True: there are some, and it has begun.</returns>
    [SuppressMessage("Reliability", "CA2000", Justification = "The host owns its services.")]
    public static async Task<bool> ReapDetachedAsync(EngineSettings settings, TimeProvider time, DetachedReaper detached)
    {
        if (!Environment.IsPrivilegedProcess || HostClient.Listens(new InstanceNames(settings).HostSocket))
        {
            return false;
        }
        await using var host = new LocalEngineHost(new EngineHostServices(settings, time), _ => { }, detached);
        return host.ReapDetached();
    }

    /// <summary>Makes engines in this process, which must be root and ends them itself.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The host owns its services.")]
    public static LocalEngineHost OpenLocal(EngineSettings settings, TimeProvider time, Action<string> report) =>
        new(new EngineHostServices(settings, time), report, detached: null);
}
