using Slipway.Cli.Terminals;
using Slipway.Linux.Processes;
using Slipway.Linux.Tools;

namespace Slipway.Cli.Servers;

/// <summary>The runner that a server starts on its own machine: a process of its own, which ends with the server and is started again when it ends before.</summary>
/// <param name="registration">Makes it known; null: it is known.</param>
internal sealed class RunnerProcess(IReadOnlyList<string> program, Uri server, string state, string? registration, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await RunOnceAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            Terminal.Tell("the runner has ended, and is started again");
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var start = ToolStart.Of(program[0], [.. program.Skip(1), "runner", "--server", server.ToString(), "--state", state, "--with-parent"]);
        start.RedirectStandardInput = start.RedirectStandardError = true;
        start.Environment["SLIPWAY_RUNNER_TOKEN"] = registration;
        using var process = ToolStart.Begin(start);
        var id = OwnerProcess.Of(process.Id);
        await using var end = cancellationToken.Register(() => ProcessSignal.Terminate(id));
        while (await process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            // It has said whose line it is.
            Terminal.Say(line);
        }

        await process.WaitForExitAsync(CancellationToken.None);
    }
}
