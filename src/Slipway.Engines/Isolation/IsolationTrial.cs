using System.Globalization;
using System.Net;
using Slipway.Engines.Btrfs;
using Slipway.Engines.Hosting;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Engines.Settings;
using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Isolation;

/// <summary>
/// Starts two engines and two networks and tries what must not be: to break out of an engine, as its root and from the most privileged container in it;
/// to get at engines from a job's network, from elsewhere and from a neighbour. It is an instance of its own, so that no other engine is touched.
/// </summary>
public static class IsolationTrial
{
    /// <summary>The smallest image from which the engine's own files can be entered.</summary>
    private const string MakeImage = "cd / && tar -ch usr/bin/sh usr/sbin/chroot $(ldd /usr/bin/sh /usr/sbin/chroot | grep -o '/[^ :]*\\.so[^ ]*' | sed 's/^.//' | sort -u) | docker import - slipway-probe >/dev/null";

    private const string InContainer = "docker run --rm -i --privileged --pid=host --net=host --ipc=host --uts=host --userns=host -v /:/h slipway-probe /usr/sbin/chroot /h /usr/bin/sh -s < /tmp/slipway-probes";

    private static readonly TimeSpan Cleanup = TimeSpan.FromMinutes(1);

    /// <exception cref="InfrastructureException">The engines could not be started, or the probes not run.</exception>
    public static async Task<IReadOnlyList<IsolationResult>> RunAsync(EngineSettings settings, TimeProvider clock, Action<string> report, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new InfrastructureException("The isolation trial makes engines and networks of its own: run `sudo slipway doctor --isolation`.");
        }
        await using var canary = await HostCanary.SetOutAsync(cancellationToken);
        await using var job = await TrialNetwork.MakeAsync("slw-trial-j", cancellationToken);
        await using var elsewhere = await TrialNetwork.MakeAsync("slw-trial-e", cancellationToken);
        var host = HostCanary.Address();
        await using var engines = new LocalEngineHost(new EngineHostServices(Own(settings, host, canary.AllowedPort, [job.Network, elsewhere.Network]), clock), report, detached: null);
        var request = new EngineRequest { Owner = "isolation trial", OwnerProcess = Environment.ProcessId };
        await using var engine = await engines.LeaseAsync(request with { AllowedSources = [job.Network.ToString()] }, cancellationToken);
        await using var other = await engines.LeaseAsync(request, cancellationToken);
        var places = Places(settings, canary, host, job, elsewhere, other);
        await job.RunAsync(Exports(engine, other) + NetworkProbes.Serve, cancellationToken);
        await elsewhere.RunAsync(Exports(engine, other) + NetworkProbes.Serve, cancellationToken);
        using var shell = new EngineShell(engine);
        var results = new List<IsolationResult>();
        results.AddRange(await InsideAsync(shell, places, cancellationToken));
        results.AddRange(await new NetworkTrial(canary, host, job, elsewhere, engines.ReapAsync, clock).RunAsync(engine, other, shell, cancellationToken));
        using var cleanup = new CancellationTokenSource(Cleanup, clock);
        await other.ReleaseAsync(succeeded: false, cleanup.Token);
        return results;
    }

    /// <summary>What every script of the job's side knows.</summary>
    internal static string Exports(EngineLease engine, EngineLease other) =>
        string.Create(CultureInfo.InvariantCulture, $"export ENGINE={engine.Address} OTHER={other.Address} SERVICE_PORT={NetworkTrial.ServicePort}\n");

    private static async Task<IReadOnlyList<IsolationResult>> InsideAsync(EngineShell shell, IReadOnlyDictionary<string, string> places, CancellationToken cancellationToken)
    {
        var script = ProbeScript.Write(IsolationProbes.All, places);
        var asRoot = await shell.RunAsync(script, cancellationToken);
        var write = $"cat > /tmp/slipway-probes <<'END-OF-PROBES'\n{script}END-OF-PROBES\n";
        var privileged = await shell.RunAsync($"set -e\n{write}{MakeImage}\n{InContainer}", cancellationToken);
        return [.. ProbeScript.Read(IsolationProbes.All, asRoot, "engine, root"), .. ProbeScript.Read(IsolationProbes.All, privileged, "privileged container")];
    }

    /// <summary>
    /// The host itself is one more resolver, and one port of it is allowed: else nothing would show that no other port of either is. So are the ranges of
    /// links of the host's own, which no range opens.
    /// </summary>
    private static EngineSettings Own(EngineSettings settings, IPAddress host, int allowedPort, IEnumerable<Ipv4Network> ranges) => settings with
    {
        Instance = settings.Instance[..Math.Min(settings.Instance.Length, 26)] + "-trial",
        RunFolder = settings.RunFolder + "-trial",
        Network = settings.Network with
        {
            Dns = [.. Resolvers.Choose(settings.Network.Dns, Resolvers.ReadFile).Select(address => address.ToString()), host.ToString()],
            AllowedEgress = [.. settings.Network.AllowedEgress, .. ranges.Select(range => range.ToString()), string.Create(CultureInfo.InvariantCulture, $"{host}:{allowedPort}")],
        },
    };

    private static Dictionary<string, string> Places(EngineSettings settings, HostCanary canary, IPAddress host, TrialNetwork job, TrialNetwork elsewhere, EngineLease other)
    {
        var (four, six) = HostCanary.Addresses();
        var loop = LoopDevice.Under(new StoragePaths(settings).Volume);
        return new Dictionary<string, string>(canary.Places)
        {
            ["CANARY_INSIDE"] = "yes",
            ["CANARY_ADDRESSES"] = four,
            ["CANARY_ADDRESSES6"] = six,
            ["CANARY_RESOLVER"] = host.ToString(),
            ["CANARY_ALLOWED"] = host.ToString(),
            ["CANARY_ENGINE"] = other.Address,
            ["CANARY_JOB"] = job.Address.ToString(),
            ["CANARY_FOREIGN"] = elsewhere.Address.ToString(),
            ["CANARY_JOB_PORT"] = NetworkTrial.ServicePort.ToString(CultureInfo.InvariantCulture),
            ["CANARY_LOOP"] = loop is null ? canary.Places["CANARY_DISK"] : $"7 {loop["/dev/loop".Length..]}",
        };
    }
}
