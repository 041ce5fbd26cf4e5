using Slipway.Engines.Commands;
using Slipway.Engines.Hosting;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Isolation;

/// <summary>Starts two engines and tries to break out of one: as its root, and from the most privileged container in it.</summary>
public static class IsolationTrial
{
    /// <summary>The smallest image from which the engine's own files can be entered.</summary>
    private const string MakeImage = "cd / && tar -ch usr/bin/sh usr/sbin/chroot $(ldd /usr/bin/sh /usr/sbin/chroot | grep -o '/[^ :]*\\.so[^ ]*' | sed 's/^.//' | sort -u) | docker import - slipway-probe >/dev/null";

    private const string InContainer = "docker run --rm -i --privileged --pid=host --net=host --ipc=host --uts=host --userns=host -v /:/h slipway-probe /usr/sbin/chroot /h /usr/bin/sh -s < /tmp/slipway-probes";

    private static readonly TimeSpan Cleanup = TimeSpan.FromMinutes(1);

    /// <exception cref="EngineException">The engines could not be started, or the probes not run.</exception>
    public static async Task<IReadOnlyList<IsolationResult>> RunAsync(EngineSettings settings, TimeProvider clock, Action<string> report, CancellationToken cancellationToken)
    {
        await using var canary = await HostCanary.SetOutAsync(cancellationToken);
        await using var host = EngineHosts.OpenLocal(settings, clock, report);
        var request = new EngineRequest { Owner = "isolation trial", OwnerProcess = Environment.ProcessId };
        await using var engine = await host.LeaseAsync(request, cancellationToken);
        await using var other = await host.LeaseAsync(request, cancellationToken);
        var (four, six) = HostCanary.Addresses();
        var script = IsolationProbes.Script(new Dictionary<string, string>(canary.Places)
        {
            ["CANARY_ADDRESSES"] = four,
            ["CANARY_ADDRESSES6"] = six,
            ["CANARY_ENGINE"] = other.Address,
        });
        var asRoot = await RunInAsync(engine, script, cancellationToken);
        var write = $"cat > /tmp/slipway-probes <<'END-OF-PROBES'\n{script}END-OF-PROBES\n";
        var privileged = await RunInAsync(engine, $"set -e\n{write}{MakeImage}\n{InContainer}", cancellationToken);
        using var cleanup = new CancellationTokenSource(Cleanup, clock);
        await engine.ReleaseAsync(succeeded: false, cleanup.Token);
        await other.ReleaseAsync(succeeded: false, cleanup.Token);
        return [.. Read(asRoot, "engine, root"), .. Read(privileged, "privileged container")];
    }

    /// <summary>Reads the lines of a run; a probe that said nothing is an error, not a success.</summary>
    internal static IEnumerable<IsolationResult> Read(string output, string from)
    {
        var lines = output.Split('\n').Select(line => line.Trim()).ToHashSet(StringComparer.Ordinal);
        foreach (var probe in IsolationProbes.All)
        {
            var held = lines.Contains($"{probe.Name} held");
            if (!held && !lines.Contains($"{probe.Name} reached"))
            {
                throw new EngineException($"The probe {probe.Name} did not run ({from}): {output.Trim()}");
            }

            yield return new IsolationResult(probe.Name, from, probe.Claim, held);
        }
    }

    private static async Task<string> RunInAsync(EngineLease engine, string script, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-trial-");
        try
        {
            var key = Path.Combine(folder.FullName, "key");
            var hosts = Path.Combine(folder.FullName, "known_hosts");
            await using (var file = new StreamWriter(key, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            {
                await file.WriteAsync(engine.Ssh.PrivateKey.AsMemory(), cancellationToken);
            }

            await File.WriteAllTextAsync(hosts, $"{engine.Address} {engine.Ssh.HostKey}\n", cancellationToken);
            string[] arguments = ["-q", "-F", "none", "-i", key, "-o", $"UserKnownHostsFile={hosts}", "-o", "IdentitiesOnly=yes", $"root@{engine.Address}", "sh -s"];
            var run = await ToolRun.RunAsync("ssh", arguments, script, cancellationToken);
            return run.Output + run.Errors;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
