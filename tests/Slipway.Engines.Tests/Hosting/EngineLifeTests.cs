using System.Diagnostics;
using System.Globalization;
using Slipway.Engines.Api;
using Slipway.Engines.Hosting;
using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Engines.Settings;
using Slipway.Linux.Cgroups;

namespace Slipway.Engines.Tests.Hosting;

/// <summary>Real engines of an instance of their own; every test also leaves the host as it found it.</summary>
[Trait("needs", "engine")]
[Collection(nameof(EngineLifeTests))]
public sealed class EngineLifeTests : IAsyncLifetime
{
    private readonly EngineSettings _settings = new() { Instance = "slipway-life", RunFolder = "/run/slipway-life" };
    private readonly List<string> _reports = [];
    private LocalEngineHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Engines need root.");
        Assert.SkipUnless(File.Exists("/usr/sbin/runc") || File.Exists("/usr/bin/runc"), "Engines need runc.");
        _host = EngineHosts.OpenLocal(_settings, TimeProvider.System, _reports.Add);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_lease_answers_over_its_own_tls_until_it_is_released_and_then_nothing_is_left()
    {
        await using var lease = await _host.LeaseAsync(new EngineRequest { Owner = "test" }, Token);
        using (var api = new EngineApi(lease.Address, lease.Certificates, TimeProvider.System))
        {
            var version = await api.Http.GetStringAsync(new Uri("/version", UriKind.Relative), Token);
            Assert.Contains(lease.Version, version, StringComparison.Ordinal);
        }
        await lease.ReleaseAsync(succeeded: true, Token);
        await _host.DisposeAsync();
        AssertGone(lease.Id);
    }

    [Fact]
    public async Task Another_engines_certificate_is_refused()
    {
        await using var first = await _host.LeaseAsync(new EngineRequest(), Token);
        await using var second = await _host.LeaseAsync(new EngineRequest(), Token);
        // The far end's authority with the near end's key: only the client's certificate is wrong.
        using var api = new EngineApi(second.Address, first.Certificates with { Ca = second.Certificates.Ca }, TimeProvider.System);
        await Assert.ThrowsAsync<HttpRequestException>(() => api.Http.GetStringAsync(new Uri("/version", UriKind.Relative), Token));
    }

    [Fact]
    public async Task Reaping_removes_an_engine_whose_owner_was_killed_and_spares_one_whose_owner_lives()
    {
        using var owner = Process.Start("sleep", "600");
        await using var living = await _host.LeaseAsync(new EngineRequest { OwnerProcess = Environment.ProcessId }, Token);
        var orphan = await _host.LeaseRecordAsync(new EngineRequest { OwnerProcess = owner.Id }, Token);
        owner.Kill();
        await owner.WaitForExitAsync(Token);
        Assert.Equal([orphan.Id], await _host.ReapAsync(Token));
        AssertGone(orphan.Id);
        Assert.Contains(await _host.ListAsync(Token), record => record.Id == living.Id);
    }

    [Fact]
    public async Task Whoever_starts_has_dead_engines_reaped_by_a_process_behind_and_starts_none_where_there_are_none()
    {
        var detached = new DetachedReaper(["true"], "/dev/null");
        Assert.False(await EngineHosts.ReapDetachedAsync(_settings, TimeProvider.System, detached));
        using var owner = Process.Start("sleep", "600");
        var orphan = await _host.LeaseRecordAsync(new EngineRequest { OwnerProcess = owner.Id }, Token);
        Assert.False(await EngineHosts.ReapDetachedAsync(_settings, TimeProvider.System, detached));

        owner.Kill();
        await owner.WaitForExitAsync(Token);

        Assert.True(await EngineHosts.ReapDetachedAsync(_settings, TimeProvider.System, detached));
        Assert.Equal([orphan.Id], await _host.ReapAsync(Token));
    }

    [Fact]
    public async Task An_engine_that_is_left_to_itself_outlives_its_owner_and_is_reaped_when_nothing_runs_in_it_any_more()
    {
        using var owner = Process.Start("sleep", "600");
        var left = await _host.LeaseRecordAsync(new EngineRequest { OwnerProcess = owner.Id }, Token);
        Assert.True(await _host.LeaveAsync(left.Id, ownerProcess: 0, Token));
        owner.Kill();
        await owner.WaitForExitAsync(Token);
        Assert.Empty(await _host.ReapAsync(Token));

        using (var init = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync($"{_settings.RunFolder}/engines/{left.Id}/pid", Token), CultureInfo.InvariantCulture)))
        {
            init.Kill();
        }
        using var services = new EngineHostServices(_settings, TimeProvider.System);
        Assert.True(EngineId.TryParse(left.Id, out var id));
        while (!services.SandboxOf(id).HasEnded)
        {
            await Task.Yield();
        }

        Assert.Equal([left.Id], await _host.ReapAsync(Token));
        AssertGone(left.Id);
        Assert.False(await _host.LeaveAsync(left.Id, ownerProcess: 0, Token));
    }

    [Fact]
    public async Task The_limits_lie_above_what_the_engine_can_change()
    {
        await using var lease = await _host.LeaseAsync(new EngineRequest { Limits = EngineLimits.Default with { MemoryBytes = 1L << 30, Pids = 500 } }, Token);
        using var services = new EngineHostServices(_settings, TimeProvider.System);
        var group = Path.Combine(services.Hierarchies.Folders.First(folder => services.Hierarchies.Unified || folder.EndsWith("/pids", StringComparison.Ordinal)), services.Names.CgroupRoot, lease.Id);
        Assert.Equal("500", (await File.ReadAllTextAsync(Path.Combine(group, "pids.max"), Token)).Trim());
        Assert.True(Directory.Exists(Path.Combine(group, "engine")));
    }

    private void AssertGone(string id)
    {
        Assert.Empty(_reports);
        Assert.False(Directory.Exists($"{_settings.RunFolder}/engines/{id}"));
        Assert.False(Directory.Exists($"{_settings.RunFolder}/runtime/{id}"));
        Assert.DoesNotContain(Directory.GetFileSystemEntries("/sys/class/net"), path => path.EndsWith(id, StringComparison.Ordinal));
        Assert.DoesNotContain(id, File.ReadAllText("/proc/self/mounts"), StringComparison.Ordinal);
        Assert.DoesNotContain(CgroupHierarchies.Read().Folders, folder => Directory.Exists($"{folder}/slipway-life/{id}"));
    }
}
