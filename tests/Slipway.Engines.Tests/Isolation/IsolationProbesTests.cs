using System.Net;
using System.Net.Sockets;
using Slipway.Engines.Commands;
using Slipway.Engines.Isolation;
using Slipway.Engines.Leases;
using Slipway.Engines.Tests.Storage;

namespace Slipway.Engines.Tests.Isolation;

[Trait("needs", "root")]
public sealed class IsolationProbesTests
{
    /// <summary>What this kernel may have been built without.</summary>
    private static readonly string[] MayBeAbsent = ["sysrq", "load-module", "load-kernel", "modprobe-path", "kernel-memory", "release-agent", "host-service-ipv6"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_probe_gets_through_where_nothing_holds_it()
    {
        using var scratch = new ScratchStorage();
        await scratch.MakeImageAsync(Token);
        var cgroup = Directory.CreateTempSubdirectory("slipway-cgroup-");
        Directory.CreateDirectory(Path.Combine(cgroup.FullName, "pids"));
        await File.WriteAllTextAsync(Path.Combine(cgroup.FullName, "pids", "pids.max"), "max", Token);
        using var engine = new TcpListener(IPAddress.Parse("127.77.0.1"), 2376);
        engine.Start();
        await using var canary = await HostCanary.SetOutAsync(Token);
        var (four, six) = HostCanary.Addresses();
        var script = IsolationProbes.Script(new Dictionary<string, string>(canary.Places)
        {
            ["CANARY_ADDRESSES"] = four,
            ["CANARY_ADDRESSES6"] = six,
            ["CANARY_ENGINE"] = "127.77.0.1",
            ["CANARY_CGROUP"] = cgroup.FullName,
            ["CANARY_VOLUME"] = scratch.Paths.Volume,
        });

        var run = await ToolRun.RunAsync("sh", ["-s"], script, Token);

        cgroup.Delete(recursive: true);
        Assert.Empty(IsolationTrial.Read(run.Output, "open host").Where(result => result.Held).Select(result => result.Probe).Except(MayBeAbsent));
    }

    [Fact]
    public void A_probe_that_did_not_run_is_an_error_and_no_success() =>
        Assert.Throws<EngineException>(() => IsolationTrial.Read("host-file held\n", "engine").ToList());
}
