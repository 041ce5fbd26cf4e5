using System.Text;
using Slipway.Execution.Agents;
using Slipway.Execution.Failures;
using Slipway.Execution.Images;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Limits;
using Slipway.Execution.Tests.Runs;
using Slipway.Linux.Addresses;
using Slipway.Model.Plans;
using Slipway.Model.Wire;
using Slipway.Testing.Folders;

namespace Slipway.Execution.Tests.JobSpaces;

/// <summary>What every job space is held to, whatever it is made of.</summary>
public abstract class JobSpaceContract : IAsyncLifetime
{
    private const string Busybox = "slipway/busybox";
    private const long Memory = 64 << 20;
    private IJobSpaceFactory _factory = null!;
    private BareRun _run = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The space's.</summary>
    protected string Id { get; } = Guid.NewGuid().ToString("N")[..12];

    /// <summary>What a step says to be killed for memory.</summary>
    protected abstract string TooMuchMemory { get; }

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(File.Exists(Checkout.Agent), $"{Checkout.Agent} is not built: run scripts/build.sh");
        _factory = await MakeFactoryAsync();
        // Nothing is disposed of a test that is skipped.
        _run = new BareRun();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await (_factory?.CloseAsync(CancellationToken.None) ?? Task.CompletedTask);
        _run?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Steps_run_and_their_output_and_exit_code_come_back()
    {
        await using var space = await OpenAsync();

        var (outcome, output) = await StepAsync(space, "echo from the step; exit 3");

        Assert.Equal(3, Assert.IsType<ProcessOutcome.Exited>(outcome).Code);
        Assert.Equal("from the step\n", output);
    }

    [Fact]
    public async Task Its_network_is_known_before_it_is_open()
    {
        Ipv4Network? known = null;
        var opening = OpenAsync(request => request with { SubnetKnown = subnet => known = subnet });
        await using var space = await opening;

        Assert.NotNull(known);
        using var network = await space.OpenNetworkAsync(Token);
    }

    [Fact]
    public async Task Services_tell_what_they_said_and_how_they_ended()
    {
        await using var space = await OpenAsync(request => request with
        {
            Images = [.. request.Images, Service("echo first; exit 4"), Service("echo second; exec sleep 1000")],
        });

        Assert.Equal([1, 2], space.Services.Select(service => service.Index).Order());
        Assert.Equal((4, "first\n"), await ReadUntilAsync(space, 1, (exitCode, _) => exitCode is not null));
        Assert.Equal((null, "second\n"), await ReadUntilAsync(space, 2, (_, output) => output.Length > 0));
    }

    [Fact]
    public async Task What_is_killed_for_memory_is_told_as_that()
    {
        await using var space = await OpenAsync();

        var (outcome, _) = await StepAsync(space, TooMuchMemory);

        Assert.True(Assert.IsType<ProcessOutcome.Exited>(outcome).OutOfMemory);
    }

    [Fact]
    public async Task The_end_of_an_agent_is_found()
    {
        await using var space = await OpenAsync();

        var (outcome, _) = await StepAsync(space, "kill -TERM $PPID; sleep 1000");
        await space.Agent.Lost;

        // What the agent ended itself has not failed.
        Assert.IsType<ProcessOutcome.ConnectionLost>(outcome);
        Assert.IsType<ContainerEnd.AgentEnded>(await space.FindEndAsync(Token));
    }

    [Fact]
    public async Task One_that_runs_has_no_end()
    {
        await using var space = await OpenAsync();
        Assert.IsType<ContainerEnd.StillRuns>(await space.FindEndAsync(Token));
    }

    [Fact]
    public async Task Disposing_ends_what_runs_in_it_and_leaves_nothing()
    {
        var space = await OpenAsync(request => request with { Images = [.. request.Images, Service("exec sleep 1000")] });
        var process = await space.Agent.StartAsync(new ProcessRequest { Script = "sleep 1000" }, (_, _) => ValueTask.CompletedTask, ProcessLimits.None, CancellationToken.None, Token);
        Assert.NotEqual(0, await CountPartsAsync(Id));

        await space.DisposeAsync();

        Assert.IsType<ProcessOutcome.ConnectionLost>(await process.Outcome);
        Assert.Equal(0, await CountPartsAsync(Id));
    }

    [Fact]
    public async Task One_that_is_kept_runs_on()
    {
        var space = await OpenAsync();
        var kept = await space.KeepAsync(Token);
        Assert.True(space.IsKept);

        await space.DisposeAsync();

        Assert.Equal(Id, kept.Space);
        Assert.True(Directory.Exists($"/proc/{kept.Process}"));
        await EndKeptAsync(kept);
    }

    [Fact]
    public async Task Canceling_an_opening_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _factory.OpenAsync(Request() with { SubnetKnown = _ => cancel.Cancel() }, CancellationToken.None, cancel.Token));
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Aborting_an_opening_leaves_nothing()
    {
        using var abort = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _factory.OpenAsync(Request() with { SubnetKnown = _ => abort.Cancel() }, abort.Token, Token));
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_the_configs_fault_and_leaves_nothing()
    {
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => OpenAsync(request => request with { Images = [new ImagePlan { Image = "nobody/no-such-image:1" }] }));

        Assert.Contains("nobody/no-such-image:1 is not on this machine", failure.Message, StringComparison.Ordinal);
        await AssertNothingIsLeftAsync();
    }

    private protected abstract Task<IJobSpaceFactory> MakeFactoryAsync();

    /// <summary>How many containers or processes of a space there are.</summary>
    private protected abstract Task<int> CountPartsAsync(string space);

    private protected abstract Task EndKeptAsync(KeptContainer kept);

    private static ImagePlan Service(string script) => new() { Image = Busybox, Command = ["sh", "-c", script] };

    private protected Task<IJobSpace> OpenAsync(Func<JobSpaceRequest, JobSpaceRequest>? change = null) =>
        _factory.OpenAsync(change?.Invoke(Request()) ?? Request(), CancellationToken.None, Token);

    private JobSpaceRequest Request() => new()
    {
        Id = Id,
        Run = "1",
        Job = "job",
        State = _run.Ports.StateMark,
        Images = [new ImagePlan { Image = Busybox }],
        Limits = new JobLimits(1, Memory),
        Requested = _run.Ports.Requested,
        CleanUps = _run.Ports.CleanUps,
        Logins = new RegistryLogins(new Dictionary<string, string>(), withMachines: false),
        Say = _ => { },
        SubnetKnown = _ => { },
    };

    private protected static async Task<(ProcessOutcome Outcome, string Output)> StepAsync(IJobSpace space, string script)
    {
        using var output = new MemoryStream();
        var outcome = await space.Agent.RunAsync(new ProcessRequest { Script = script }, output.WriteAsync, ProcessLimits.None, Token);
        return (outcome, Encoding.UTF8.GetString(output.ToArray()));
    }

    private static async Task<(int? ExitCode, string Output)> ReadUntilAsync(IJobSpace space, int index, Func<int?, string, bool> isEnough)
    {
        while (true)
        {
            using var output = new MemoryStream();
            var exitCode = await space.ReadServiceAsync(space.Services.Single(service => service.Index == index), output.WriteAsync, Token);
            var said = Encoding.UTF8.GetString(output.ToArray());
            if (isEnough(exitCode, said))
            {
                return (exitCode, said);
            }
        }
    }

    private async Task AssertNothingIsLeftAsync()
    {
        Assert.Empty(await _run.Ports.CleanUps.FinishAsync(Token));
        Assert.Equal(0, await CountPartsAsync(Id));
    }
}
