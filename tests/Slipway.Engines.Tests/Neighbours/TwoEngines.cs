using System.Globalization;
using Slipway.Engines.Hosting;
using Slipway.Engines.Isolation;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Tests.Neighbours;

/// <summary>Two small engines: one that misbehaves, and its neighbour that has work to do.</summary>
public sealed class TwoEngines : IAsyncLifetime
{
    public const int Pids = 400;
    public const int Connections = 500;

    private const string MakeImage = "cd / && tar -ch usr/bin/sh $(ldd /usr/bin/sh | grep -o '/[^ :]*\\.so[^ ]*' | sed 's/^.//' | sort -u) | docker import - work >/dev/null";
    private const string Work = "printf 'FROM work\\nRUN [\"/usr/bin/sh\", \"-c\", \"i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done\"]\\n' | docker build --no-cache -q -t built - >/dev/null && docker run --rm --network none built /usr/bin/sh -c 'echo the work is done'";

    private LocalEngineHost? _host;
    private EngineLease? _bad;
    private EngineLease? _good;
    private EngineShell? _badShell;
    private EngineShell? _goodShell;

    internal HostCanary Canary { get; private set; } = null!;

    internal EngineHostServices Services { get; private set; } = null!;

    public string BadId => _bad!.Id;

    public string GoodId => _good!.Id;

    public string BadAddress => _bad!.Address;

    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess || !(File.Exists("/usr/sbin/runc") || File.Exists("/usr/bin/runc")))
        {
            return;
        }

        Canary = await HostCanary.SetOutAsync(CancellationToken.None);
        Services = new EngineHostServices(Settings(), TimeProvider.System);
        _host = new LocalEngineHost(Services, TestContext.Current.SendDiagnosticMessage, detached: null);
        var request = new EngineRequest
        {
            Owner = "neighbours",
            OwnerProcess = Environment.ProcessId,
            Limits = new EngineLimits(1, 768L << 20, 2L << 30, Pids),
        };
        _bad = await _host.LeaseAsync(request, CancellationToken.None);
        _good = await _host.LeaseAsync(request, CancellationToken.None);
        _badShell = new EngineShell(_bad);
        _goodShell = new EngineShell(_good);
        await _goodShell.RunAsync(MakeImage, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _badShell?.Dispose();
        _goodShell?.Dispose();
        foreach (var lease in new[] { _bad, _good }.OfType<EngineLease>())
        {
            await lease.DisposeAsync();
        }

        if (_host is not null)
        {
            await _host.DisposeAsync();
            await Canary.DisposeAsync();
        }
    }

    /// <summary>Skips the test where there are no engines.</summary>
    public void Require() => Assert.SkipWhen(_host is null, "needs root and runc");

    /// <summary>What a script of the misbehaving engine's root wrote.</summary>
    public Task<string> MisbehaveAsync(string script) => _badShell!.RunAsync(script, TestContext.Current.CancellationToken);

    /// <summary>The neighbour builds an image and runs it; what that wrote.</summary>
    public Task<string> WorkAsync() => _goodShell!.RunAsync(Work, TestContext.Current.CancellationToken);

    /// <summary>What a script of the neighbour's root wrote.</summary>
    public Task<string> AskNeighbourAsync(string script) => _goodShell!.RunAsync(script, TestContext.Current.CancellationToken);

    /// <summary>A file of an engine's own control group; null: this host has it not.</summary>
    public string? ReadGroup(string engine, string file) =>
        Services.Hierarchies.Folders.Select(folder => Path.Combine(folder, Services.Names.CgroupRoot, engine, file)).FirstOrDefault(File.Exists) is { } path ? File.ReadAllText(path) : null;

    private EngineSettings Settings() => new()
    {
        Instance = "slipway-neighbours",
        RunFolder = "/run/slipway-neighbours",
        Network = new EngineNetworkSettings
        {
            MaxConnections = Connections,
            AllowedEgress = [string.Create(CultureInfo.InvariantCulture, $"{HostCanary.Address()}:{Canary.AllowedPort}")],
        },
    };
}
