using System.Diagnostics;
using System.Text;
using Slipway.Execution.Agents;
using Slipway.Model.Wire;

namespace Slipway.Agent.Tests.Serving;

/// <summary>The real agent as a process of this machine, with the runner's real end of the connection.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private readonly Process _process;

    private RunningAgent(Process process, AgentConnection connection)
    {
        _process = process;
        Connection = connection;
    }

    public AgentConnection Connection { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The native program where SLIPWAY_AGENT names one, else the one beside the tests.</summary>
    public static string Program =>
        Environment.GetEnvironmentVariable("SLIPWAY_AGENT") ?? Path.Combine(AppContext.BaseDirectory, "slipway-agent");

    public static Task<RunningAgent> StartAsync() => StartAsync(Program, "serve");

    public static async Task<RunningAgent> StartAsync(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var connection = await AgentConnection.OpenAsync(
            process.StandardOutput.BaseStream, process.StandardInput.BaseStream, TimeProvider.System, Token);
        return new RunningAgent(process, connection);
    }

    public async Task<(ProcessOutcome Outcome, string Output)> RunAsync(ProcessRequest request, ProcessLimits? limits = null, CancellationToken? token = null)
    {
        using var output = new MemoryStream();
        var outcome = await Connection.RunAsync(request, output.WriteAsync, limits ?? ProcessLimits.None, token ?? Token);
        return (outcome, Encoding.UTF8.GetString(output.ToArray()));
    }

    public Task<(ProcessOutcome Outcome, string Output)> RunAsync(string script) => RunAsync(new ProcessRequest { Script = script });

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
