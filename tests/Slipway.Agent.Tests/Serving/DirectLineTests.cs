using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Text;
using Slipway.Execution.Agents;
using Slipway.Model.Wire;

namespace Slipway.Agent.Tests.Serving;

/// <summary>The agent that a runner on the same machine speaks to over a socket.</summary>
public sealed class DirectLineTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_runner_that_connects_is_served_and_nobody_else()
    {
        var name = $"a-test-{Guid.NewGuid():N}";
        using var agent = Start(name);
        await using (var connection = await AgentConnection.OpenAsync(await ConnectAsync(name), Stream.Null, TimeProvider.System, Token))
        {
            Assert.NotEmpty(connection.Hello.Home);
            Assert.Throws<SocketException>(() => Connect(name));
        }

        await agent.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task Steps_run_over_it()
    {
        var name = $"a-test-{Guid.NewGuid():N}";
        using var agent = Start(name);
        var line = await ConnectAsync(name);
        await using var connection = await AgentConnection.OpenAsync(line, line, TimeProvider.System, Token);
        using var output = new MemoryStream();
        await connection.RunAsync(new ProcessRequest { Script = "echo over the line" }, output.WriteAsync, ProcessLimits.None, Token);
        Assert.Equal("over the line\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public async Task A_runner_that_is_gone_before_it_connects_is_not_waited_for()
    {
        using var agent = Start($"a-test-{Guid.NewGuid():N}");
        agent.StandardInput.Close();
        await agent.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(10), Token);
        Assert.Equal(0, agent.ExitCode);
    }

    private static Process Start(string name) =>
        Process.Start(new ProcessStartInfo(RunningAgent.Program, ["serve", name]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    [SuppressMessage("Reliability", "CA2000", Justification = "The stream owns the socket.")]
    private static async Task<NetworkStream> ConnectAsync(string name)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new NetworkStream(Connect(name), ownsSocket: true);
            }
            catch (SocketException) when (attempt < 500)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
            }
        }
    }

    private static Socket Connect(string name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint("\0" + name));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
