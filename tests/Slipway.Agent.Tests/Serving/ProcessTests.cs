using Slipway.Execution.Agents;
using Slipway.Model.Wire;

namespace Slipway.Agent.Tests.Serving;

public sealed class ProcessTests
{
    [Fact]
    public async Task The_jobs_folder_is_there_also_when_a_step_works_elsewhere()
    {
        await using var agent = await RunningAgent.StartAsync();
        var folder = Path.Combine(Path.GetTempPath(), $"slipway-job-{Guid.NewGuid():N}");
        var (outcome, output) = await agent.RunAsync(new ProcessRequest { Script = "pwd", WorkingDirectory = "/", JobDirectory = folder, Terminal = false });
        Assert.Equal(new ProcessOutcome.Exited(0, null, false, false), outcome);
        Assert.Equal("/\n", output);
        Directory.Delete(folder);

        // Nobody may make a folder there, and the step needs none.
        (outcome, _) = await agent.RunAsync(new ProcessRequest { Script = "pwd", WorkingDirectory = "/", JobDirectory = "/proc/none" });
        Assert.Equal(new ProcessOutcome.Exited(0, null, false, false), outcome);
    }

    [Fact]
    public async Task A_script_runs_in_bash_on_a_terminal_and_reports_its_exit()
    {
        await using var agent = await RunningAgent.StartAsync();
        var (outcome, output) = await agent.RunAsync("test -t 1 && echo \"$0 $-\"; exit 3");
        Assert.Equal("/bin/bash ehBc\n", output);
        Assert.Equal(new ProcessOutcome.Exited(3, null, false, false), outcome);
    }

    [Fact]
    public async Task A_failing_pipe_ends_the_step()
    {
        await using var agent = await RunningAgent.StartAsync();
        var (outcome, output) = await agent.RunAsync("false | true; echo not reached");
        Assert.Equal("", output);
        Assert.Equal(1, Assert.IsType<ProcessOutcome.Exited>(outcome).Code);
    }

    [Fact]
    public async Task A_signal_is_reported_with_its_number()
    {
        await using var agent = await RunningAgent.StartAsync();
        var (outcome, _) = await agent.RunAsync("kill -9 $$");
        Assert.Equal(new ProcessOutcome.Exited(137, 9, false, false), outcome);
    }

    [Fact]
    public async Task A_command_of_a_megabyte_runs()
    {
        await using var agent = await RunningAgent.StartAsync();
        var text = new string('x', 1024 * 1024);
        var (_, output) = await agent.RunAsync($"value={text}\necho ${{#value}} $0");
        Assert.Equal("1048576 /bin/bash\n", output);
    }

    [Fact]
    public async Task Variables_and_directory_are_the_requests()
    {
        await using var agent = await RunningAgent.StartAsync();
        var folder = Directory.CreateTempSubdirectory().FullName;
        var (_, output) = await agent.RunAsync(new ProcessRequest
        {
            Script = "echo $GREETING ${HOME-none} $PWD",
            Environment = new Dictionary<string, string?> { ["GREETING"] = "hello there", ["HOME"] = null },
            WorkingDirectory = $"{folder}/new",
            CreateWorkingDirectory = true,
        });
        Assert.Equal($"hello there none {folder}/new\n", output);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Exports_in_the_bash_environment_file_reach_the_next_step()
    {
        await using var agent = await RunningAgent.StartAsync();
        await agent.RunAsync("echo 'export LATER=seen' >> \"$BASH_ENV\"");
        var (_, output) = await agent.RunAsync("echo $LATER");
        Assert.Equal("seen\n", output);
    }

    [Fact]
    public async Task A_shell_that_does_not_exist_is_the_jobs_fault()
    {
        await using var agent = await RunningAgent.StartAsync();
        var (outcome, _) = await agent.RunAsync(new ProcessRequest { Script = "true", Shell = "/no/such/shell -e" });
        Assert.Contains("/no/such/shell", Assert.IsType<ProcessOutcome.NotStarted>(outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_orphan_that_holds_the_output_does_not_hold_the_step()
    {
        await using var agent = await RunningAgent.StartAsync();
        var (outcome, output) = await agent.RunAsync("sleep 1000 & echo $!");
        Assert.IsType<ProcessOutcome.Exited>(outcome);
        Assert.True(IsAlive(output.Trim()), $"«{output}»");
    }

    [Fact]
    public async Task Silence_ends_a_step_that_ignores_SIGTERM_with_all_it_started()
    {
        await using var agent = await RunningAgent.StartAsync();
        var limits = new ProcessLimits { Silence = TimeSpan.FromMilliseconds(300), Grace = TimeSpan.FromMilliseconds(100) };
        var (outcome, output) = await agent.RunAsync(
            new ProcessRequest { Script = "trap '' TERM; setsid sleep 1000 & echo $!; while true; do sleep 1000; done" }, limits);
        Assert.IsType<ProcessOutcome.TimedOut>(outcome);
        Assert.False(IsAlive(output.Trim()));
    }

    [Fact]
    public async Task Cancellation_is_an_outcome()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var cancel = new CancellationTokenSource();
        var outcome = await agent.Connection.RunAsync(
            new ProcessRequest { Script = "echo ready; sleep 1000" },
            async (_, _) => await cancel.CancelAsync(),
            ProcessLimits.None,
            cancel.Token);
        Assert.IsType<ProcessOutcome.Canceled>(outcome);
    }

    [Fact]
    public async Task Much_output_arrives_whole_at_a_slow_reader()
    {
        await using var agent = await RunningAgent.StartAsync();
        var total = 0L;
        var outcome = await agent.Connection.RunAsync(
            new ProcessRequest { Script = "head -c 20000000 /dev/zero" },
            async (output, _) =>
            {
                total += output.Length;
                await Task.Yield();
            },
            ProcessLimits.None,
            RunningAgent.Token);
        Assert.Equal(0, Assert.IsType<ProcessOutcome.Exited>(outcome).Code);
        Assert.Equal(20_000_000, total);
    }

    [Fact]
    public async Task Halting_lets_the_step_go_on_and_marks_its_end()
    {
        await using var agent = await RunningAgent.StartAsync();
        var (outcome, output) = await agent.RunAsync("circleci-agent step halt; echo still here");
        Assert.Equal("still here\n", output);
        Assert.True(Assert.IsType<ProcessOutcome.Exited>(outcome).Halted);
    }

    [Fact]
    public async Task A_process_dies_with_the_connection()
    {
        string child;
        await using (var agent = await RunningAgent.StartAsync())
        {
            var ready = new TaskCompletionSource<string>();
            var process = await agent.Connection.StartAsync(
                new ProcessRequest { Script = "echo $$; sleep 1000" },
                (output, _) =>
                {
                    ready.TrySetResult(System.Text.Encoding.UTF8.GetString(output.Span).Trim());
                    return ValueTask.CompletedTask;
                },
                ProcessLimits.None,
                CancellationToken.None,
                RunningAgent.Token);
            child = await ready.Task;
            await agent.Connection.DisposeAsync();
            Assert.IsType<ProcessOutcome.ConnectionLost>(await process.Outcome);
        }

        Assert.False(IsAlive(child));
    }

    [Fact]
    public async Task Whoever_speaks_after_the_end_is_told_of_the_loss()
    {
        await using var agent = await RunningAgent.StartAsync();
        await agent.Connection.DisposeAsync();
        await Assert.ThrowsAsync<AgentLostException>(() => agent.Connection.DetachAsync(RunningAgent.Token).AsTask());
    }

    private static bool IsAlive(string process) =>
        File.Exists($"/proc/{process}/stat") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
}
