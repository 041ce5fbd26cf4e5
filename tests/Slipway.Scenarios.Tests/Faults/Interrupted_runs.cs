using Slipway.Testing.Folders;

namespace Slipway.Scenarios.Tests.Faults;

/// <summary>Ctrl-C at every stage, a second one, a closed terminal, an output that nobody reads.</summary>
[Trait("needs", "docker")]
public sealed class Interrupted_runs
{
    private const string Waiting = """run: "echo the step; sleep 60" """;
    private const string Deaf = """run: "trap '' TERM INT HUP; echo the step; while true; do sleep 1; done" """;

    [Theory]
    [InlineData("Run 1")]
    [InlineData("Spin up environment")]
    [InlineData("the step")]
    public async Task End_as_interrupted_and_leave_nothing(string moment)
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf(Waiting));
        using var run = place.Start();
        await run.WaitForAsync(moment);
        run.Signal(RunningProgram.Interrupt);
        await AssertCanceledAsync(place, run);
    }

    [Theory]
    [InlineData("save_cache: {key: k, paths: [/big]}", "Creating cache archive")]
    [InlineData("persist_to_workspace: {root: /, paths: [big]}", "Creating workspace archive")]
    [InlineData("store_artifacts: {path: /big}", "==> Uploading artifacts")]
    public async Task End_while_much_is_on_its_way(string step, string moment)
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf("""run: "mkdir /big; head -c 200000000 /dev/urandom > /big/file" """, step, Waiting));
        using var run = place.Start();
        await run.WaitForAsync(moment);
        run.Signal(RunningProgram.Interrupt);
        await AssertCanceledAsync(place, run);
    }

    [Fact]
    public async Task End_while_a_registry_does_not_answer()
    {
        using var registry = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        registry.Start();
        using var place = new FaultyPlace(FaultyPlace.JobOf(Waiting).Replace(FaultyPlace.Image, $"{registry.LocalEndpoint}/none:1", StringComparison.Ordinal));
        using var run = place.Start();
        using var asked = await registry.AcceptSocketAsync(TestContext.Current.CancellationToken);
        run.Signal(RunningProgram.Interrupt);
        await AssertCanceledAsync(place, run);
    }

    [Fact]
    [Trait("needs", "engine")]
    public async Task End_while_an_engine_starts()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "engines need root");
        using var place = new FaultyPlace(FaultyPlace.JobOf("setup_remote_docker", Waiting));
        // Where the engine images are, so that none is made for this.
        place.Set("SLIPWAY_STATE", Environment.GetEnvironmentVariable("SLIPWAY_STATE") ?? "/var/lib/slipway");
        using var run = place.Start();
        await run.WaitForAsync("Spin up environment");
        run.Signal(RunningProgram.Interrupt);
        Assert.True(await run.EndAsync() == 130, run.Output);
        await place.SlipwayAsync("engine", "reap");
        var (_, engines) = await place.SlipwayAsync("engine", "ls", "--json");
        Assert.DoesNotContain($"run {run.Output.Split(':')[0]["Run ".Length..]} job job", engines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tell_the_end_of_the_jobs_that_waited()
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf(Waiting).Replace("jobs: [job]", "jobs: [job, {job: {name: second}}, {hold: {type: approval, requires: [job]}}]", StringComparison.Ordinal));
        using var run = place.Start("--jobs", "1");
        await run.WaitForAsync("the step");
        run.Signal(RunningProgram.Interrupt);
        await AssertCanceledAsync(place, run);
        var (_, shown) = await place.SlipwayAsync("runs", "show", "last");
        // Which of the two gets the one place is chance.
        Assert.Matches("all/(job|second)  build [12]  canceled", shown);
        Assert.Matches("all/(job|second)  canceled", shown);
        Assert.Contains("all/hold  not run: it requires job to be successful", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_although_a_step_does_not_listen()
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf(Deaf));
        using var run = place.Start();
        await run.WaitForAsync("job | the step");
        run.Signal(RunningProgram.Interrupt);
        await AssertCanceledAsync(place, run);
    }

    [Fact]
    public async Task End_at_once_when_interrupted_again()
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf(Deaf));
        using var run = place.Start();
        await run.WaitForAsync("job | the step");
        run.Signal(RunningProgram.Interrupt);
        await run.WaitForAsync("once more");
        run.Signal(RunningProgram.Interrupt);
        await run.WaitForAsync("Ending at once");
        await AssertCanceledAsync(place, run);
    }

    [Fact]
    public async Task End_at_once_although_a_background_step_does_not_listen()
    {
        // The time that a background step has to end by itself.
        var grace = TimeSpan.FromSeconds(5);
        using var place = new FaultyPlace(FaultyPlace.JobOf("""run: {name: deaf, background: true, command: "trap '' TERM INT HUP; while true; do sleep 1; done"}""", Deaf));
        using var run = place.Start();
        await run.WaitForAsync("job | the step");
        run.Signal(RunningProgram.Interrupt);
        await run.WaitForAsync("once more");
        run.Signal(RunningProgram.Interrupt);
        var began = TimeProvider.System.GetTimestamp();
        await run.EndAsync();
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, grace);
        await AssertCanceledAsync(place, run);
    }

    [Fact]
    public async Task End_in_order_when_the_terminal_is_closed()
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf(Waiting));
        var pid = Path.Combine(place.Folder, "pid");
        using var terminal = new RunningProgram(
            "script",
            ["-qfc", $"echo $$ >{pid}; exec {Checkout.Slipway} run", "/dev/null"],
            place.Project,
            [new("SLIPWAY_STATE", place.State), new("TERM", "xterm")],
            withInput: true);
        await terminal.WaitForAsync("    the step");
        using var run = System.Diagnostics.Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(pid, TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture));
        terminal.Signal(RunningProgram.Kill);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains("Run 1: canceled", (await place.SlipwayAsync("runs", "show", "last")).Output, StringComparison.Ordinal);
        await place.AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Go_on_when_nobody_reads_their_output()
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf("""run: "echo the step; sleep 1" """, """run: "seq 100000" """));
        using var run = place.Start();
        await run.WaitForAsync("the step");
        run.CloseOutput();
        Assert.Equal(0, await run.EndAsync());
        Assert.DoesNotContain("Unhandled exception", run.Output, StringComparison.Ordinal);
        Assert.Contains("100000\n", (await place.SlipwayAsync("runs", "logs", "last")).Output, StringComparison.Ordinal);
        await place.AssertNothingIsLeftAsync();
    }

    private static async Task AssertCanceledAsync(FaultyPlace place, RunningProgram run)
    {
        var exitCode = await run.EndAsync();
        Assert.True(exitCode == 130, run.Output);
        Assert.DoesNotContain("Unhandled exception", run.Output, StringComparison.Ordinal);
        Assert.Contains("Run 1: canceled", (await place.SlipwayAsync("runs", "show", "last")).Output, StringComparison.Ordinal);
        await place.AssertNothingIsLeftAsync();
    }
}
