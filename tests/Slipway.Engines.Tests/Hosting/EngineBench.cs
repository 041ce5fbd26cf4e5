using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Slipway.Engines.Hosting;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Tests.Hosting;

/// <summary>Real engines of an instance of their own, and a docker client for them; what the test leaves goes with it.</summary>
public sealed class EngineBench : IAsyncDisposable
{
    private readonly List<LocalEngineHost> _hosts = [];
    private readonly ConcurrentQueue<string> _reports = new();

    public EngineBench(string instance, EngineNetworkSettings? network = null)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Engines need root.");
        Assert.SkipUnless(File.Exists("/usr/sbin/runc") || File.Exists("/usr/bin/runc"), "Engines need runc.");
        Settings = new() { Instance = instance, RunFolder = "/run/" + instance, Network = network ?? new() };
        Host = Open(detached: null);
    }

    public EngineSettings Settings { get; }

    public LocalEngineHost Host { get; }

    public IReadOnlyCollection<string> Reports => _reports;

    /// <summary>A host like one of another process: locks and records are all they share.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The host owns its services.")]
    public LocalEngineHost Open(DetachedReaper? detached)
    {
        var host = new LocalEngineHost(new EngineHostServices(Settings, TimeProvider.System), _reports.Enqueue, detached);
        _hosts.Add(host);
        return host;
    }

    /// <summary>Runs the host's docker client against an engine; what it wrote.</summary>
    public async Task<string> DockerAsync(EngineLease lease, params string[] arguments)
    {
        var start = new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOCKER_HOST"] = lease.DockerHost;
        start.Environment["DOCKER_TLS_VERIFY"] = "1";
        start.Environment["DOCKER_CERT_PATH"] = ClientFiles.FolderIn(new InstanceNames(Settings).EngineFolder(lease.Id));
        start.Environment["DOCKER_BUILDKIT"] = "0";
        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, string.Join('\n', texts));
        return texts[0];
    }

    public async ValueTask DisposeAsync()
    {
        await Host.ReapAsync(CancellationToken.None);
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }
}
