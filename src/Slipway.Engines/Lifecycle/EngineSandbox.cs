using System.Diagnostics.CodeAnalysis;
using Slipway.Engines.Cgroups;
using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Sandboxes;
using Slipway.Linux.Failures;
using Slipway.Linux.Processes;

namespace Slipway.Engines.Lifecycle;

/// <summary>
/// The walls around one engine: started, killed, asked whether all in them has ended, and connected to. These are an OCI runtime's, a control group and a network
/// namespace; others would stand behind the same calls. All of it is found by the engine's id, also by a process that has not started it.
/// </summary>
public sealed class EngineSandbox(EngineHostServices services, EngineId id)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly EngineCgroup _cgroup = new(services.Hierarchies, services.Names.CgroupRoot, id.Value);

    /// <summary>True when certainly nothing runs in it; false also where that cannot be seen.</summary>
    public bool HasEnded => _cgroup.Group.IsEmpty;

    /// <summary>True while anything runs in it.</summary>
    public bool IsRunning => _cgroup.Group.HasProcesses;

    /// <summary>Sets what may be used, also while it runs.</summary>
    /// <returns>What is said of limits that cannot be set.</returns>
    public IReadOnlyList<string> Limit(EngineLimits limits) =>
        [.. _cgroup.Limit(limits).Select(what => $"The {what} of this engine cannot be limited: `slipway doctor` says what this machine's control groups lack.")];

    /// <summary>Starts it within its limits, in its network.</summary>
    /// <param name="users">Needed until it has started.</param>
    /// <param name="admitting">Its first program waits for the end of this.</param>
    /// <exception cref="EngineStartException">It ended at once.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The running sandbox owns the signal.")]
    internal async Task<RunningSandbox> StartAsync(SandboxContents contents, UserNamespace users, Task admitting, CancellationToken cancellationToken)
    {
        var folder = services.Names.EngineFolder(id.Value);
        var signal = new StartSignal(new EngineFiles(services.Settings).Write(id, contents));
        try
        {
            SandboxBundle.Write(folder, id, contents, users, _cgroup.SandboxPath, services.Settings);
            var process = await services.Runtime.RunAsync(id.Value, folder, cancellationToken);
            _cgroup.Delegate(id.IdBase);
            await PlugAsync(contents, process);
            await admitting;
            signal.Send();
            return new RunningSandbox(process, signal);
        }
        catch
        {
            signal.Dispose();
            throw;
        }
    }

    /// <summary>The way to what listens on an engine's own localhost.</summary>
    /// <exception cref="IOException">The engine is gone or another machine's, or this process may not enter.</exception>
    public static EngineLocalhost OpenLocalhost(EngineRecord engine) => EngineLocalhost.Of(engine.Process, engine.Id);

    /// <summary>Lets nothing in it run until <see cref="Thaw"/>; false: this machine cannot.</summary>
    public bool TryFreeze() => _cgroup.Group.TryFreeze();

    public void Thaw() => _cgroup.Group.Thaw();

    /// <summary>Kills what runs in it; it may take a moment to die, and with it the engine's API.</summary>
    /// <returns>False: there was nothing any more.</returns>
    public bool Kill() => _cgroup.Group.Kill();

    /// <summary>Kills what runs in it, and returns when nothing does.</summary>
    internal Task EndAsync(CancellationToken cleanupToken) => InsistAsync(() => !Kill(), "its processes do not die", cleanupToken);

    /// <summary>Asks its first process to end, and returns when nothing runs any more.</summary>
    internal async Task StopAsync(CancellationToken cleanupToken)
    {
        await services.Runtime.StopAsync(id.Value, cleanupToken);
        while (IsRunning)
        {
            await Task.Delay(Pause, services.Time, cleanupToken);
        }
    }

    /// <summary>Takes from the runtime what it knows of it.</summary>
    internal Task ForgetAsync(CancellationToken cleanupToken) => services.Runtime.DeleteAsync(id.Value, cleanupToken);

    internal Task RemoveGroupsAsync(CancellationToken cleanupToken) => InsistAsync(_cgroup.Group.TryRemove, "its control groups are not empty", cleanupToken);

    internal EngineStartException DoesNotStart(SandboxContents contents) => new(
        $"The engine image {contents.Version} does not start. Its last words: {EngineLogs.Tail(contents.Disk.RootFiles)}", contents.Disk.Head, late: false, limited: _cgroup.HasMetLimit);

    private async Task PlugAsync(SandboxContents contents, int process)
    {
        var first = OwnerProcess.Of(process);
        try
        {
            services.Network.Plug(id, contents.Network, process);
        }
        catch (IOException)
        {
            // A process that is ending loses its namespaces a moment before it counts as dead.
            for (var wait = 0; wait < 20 && first.IsAlive; wait++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), services.Time, CancellationToken.None);
            }
            if (first.IsAlive)
            {
                throw;
            }
            throw DoesNotStart(contents);
        }
    }

    private async Task InsistAsync(Func<bool> isDone, string otherwise, CancellationToken cleanupToken)
    {
        for (var started = services.Time.GetTimestamp(); !isDone();)
        {
            if (services.Time.GetElapsedTime(started) > Patience)
            {
                throw new InfrastructureException(otherwise);
            }
            await Task.Delay(Pause, services.Time, cleanupToken);
        }
    }
}

/// <summary>A sandbox that has just started. Its first program may still be about to read the signal: it is kept until the engine answers.</summary>
/// <param name="process">Its first process, by its number on this host.</param>
internal sealed class RunningSandbox(int process, StartSignal signal) : IDisposable
{
    private readonly OwnerProcess _first = OwnerProcess.Of(process);

    public int Process => process;

    public bool HasEnded => !_first.IsAlive;

    public void Dispose() => signal.Dispose();
}
