using System.Diagnostics;
using Slipway.Engines.Hosting;
using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Linux.Processes;

namespace Slipway.Engines.Tests.Lifecycle;

/// <summary>Who may remove an engine that somebody changes at the same time: its record, its lock and a process in its control group are all there is of it.</summary>
[Trait("needs", "root")]
[Collection(nameof(EngineTeardownTests))]
public sealed class EngineTeardownTests : IAsyncLifetime
{
    private readonly EngineId _id = EngineId.Create(7);
    private readonly List<string> _reports = [];
    private EngineHostServices _services = null!;
    private LocalEngineHost _host = null!;
    private EngineTeardown _teardown = null!;
    private Process _running = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Control groups need root.");
        _services = new EngineHostServices(new() { Instance = "slipway-teardown", RunFolder = "/run/slipway-teardown" }, TimeProvider.System);
        _host = new LocalEngineHost(_services, _reports.Add, detached: null);
        _teardown = new EngineTeardown(_services, new EngineRemover(_services), _ => { });
        _services.SandboxOf(_id).Limit(EngineLimits.Default);
        _running = Process.Start(new ProcessStartInfo("sleep", "60") { RedirectStandardOutput = true })!;
        // Version 1 has one more, which takes nothing before it is told of processors.
        var group = _services.Hierarchies.Folders.First(folder => !folder.EndsWith("cpuset", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(group, _services.Names.CgroupRoot, _id.Value, "cgroup.procs"), $"{_running.Id}", Token);
        _services.Records.MakeFolder(_id);
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            _running.Kill();
            await new EngineRemover(_services).RemoveAsync(_id, CancellationToken.None);
            await _host.DisposeAsync();
            _services.Dispose();
            _running.Dispose();
        }
    }

    [Fact]
    public async Task An_engine_that_got_a_living_owner_while_its_removal_waited_is_not_removed()
    {
        Save(EngineState.Leased, OwnerProcess.Gone);
        var locked = await _services.Records.LockAsync(_id.Value, Token);

        var removal = _teardown.RemoveAsync(_id, Token);
        Save(EngineState.Leased, OwnerProcess.Current);
        locked!.Dispose();

        Assert.False(await removal);
        Assert.False(_running.HasExited);
        Assert.Equal(EngineState.Leased, _services.Records.Find(_id.Value)?.State);
    }

    [Fact]
    public async Task An_orphan_that_got_a_living_owner_while_its_release_waited_stays_leased()
    {
        Save(EngineState.Leased, OwnerProcess.Gone);
        var locked = await _services.Records.LockAsync(_id.Value, Token);

        var release = _host.ReleaseOrphansAsync(Token);
        Save(EngineState.Leased, OwnerProcess.Current);
        locked!.Dispose();

        await release;
        Assert.Empty(_reports);
        Assert.Equal(EngineState.Leased, _services.Records.Find(_id.Value)?.State);
    }

    [Fact]
    public async Task A_release_is_not_undone_by_a_gift_to_another_process()
    {
        Save(EngineState.Leased, OwnerProcess.Gone);
        var locked = await _services.Records.LockAsync(_id.Value, Token);

        var release = _host.ReleaseAsync(_id.Value, succeeded: false, Token);
        Save(EngineState.Leased, OwnerProcess.Current);
        locked!.Dispose();

        Assert.True(await release);
        Assert.NotEqual(EngineState.Leased, _services.Records.Find(_id.Value)?.State);
    }

    [Fact]
    public async Task An_engine_whose_owner_is_gone_is_removed_with_what_runs_in_it()
    {
        Save(EngineState.Leased, OwnerProcess.Gone);

        Assert.True(await _teardown.RemoveAsync(_id, Token));

        await _running.WaitForExitAsync(Token);
        Assert.Null(_services.Records.Find(_id.Value));
        Assert.False(await _host.LeaveAsync(_id.Value, 0, Token));
    }

    private void Save(EngineState state, OwnerProcess owner) => _services.Records.Save(new EngineRecord
    {
        Id = _id.Value,
        State = state,
        Version = "28.5.2",
        Address = "192.0.2.2",
        Limits = EngineLimits.Default,
        Created = DateTimeOffset.UnixEpoch,
        Owner = owner,
        Maker = OwnerProcess.Current,
        Certificates = new("", "", ""),
        Ssh = new(22, "", ""),
    });
}
