using System.Net.Sockets;
using System.Text;
using Slipway.Execution.Agents;

namespace Slipway.Agent.Tests.Serving;

/// <summary>Unix sockets in a container behind which the runner is, by the real agent.</summary>
public sealed class SocketTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-socket-").FullName;

    private string Socket => Path.Combine(_folder, "door.sock");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_a_program_says_is_answered_until_both_have_ended()
    {
        await using var agent = await RunningAgent.StartAsync();
        await using var socket = await agent.Connection.OpenSocketAsync(Socket, EchoAsync, Token);

        Assert.Equal("HELLO", await SayAsync("hello"));
        Assert.Equal("AGAIN", await SayAsync("again"));
    }

    [Fact]
    public async Task More_than_a_window_goes_both_ways_at_once()
    {
        await using var agent = await RunningAgent.StartAsync();
        await using var socket = await agent.Connection.OpenSocketAsync(Socket, EchoAsync, Token);
        var text = new string('x', 5_000_000);

        Assert.Equal(text.ToUpperInvariant(), await SayAsync(text));
    }

    [Fact]
    public async Task A_program_that_neither_reads_nor_speaks_holds_up_no_other_and_not_the_end()
    {
        await using var agent = await RunningAgent.StartAsync();
        await using var socket = await agent.Connection.OpenSocketAsync(
            Socket, async (stream, token) => await stream.WriteAsync(new byte[10_000_000], token), Token);
        using var silent = await ConnectAsync();
        using var other = await ConnectAsync();

        Assert.Equal(1, await other.ReceiveAsync(new byte[1], Token));
    }

    [Fact]
    public async Task A_program_that_goes_away_ends_its_connection()
    {
        await using var agent = await RunningAgent.StartAsync();
        var ended = new TaskCompletionSource();
        await using var socket = await agent.Connection.OpenSocketAsync(
            Socket,
            async (stream, token) =>
            {
                while (await stream.ReadAsync(new byte[1], token) > 0)
                {
                }

                ended.SetResult();
            },
            Token);
        using (await ConnectAsync())
        {
        }

        await ended.Task.WaitAsync(Token);
    }

    [Fact]
    public async Task A_socket_that_cannot_be_made_is_refused_by_name()
    {
        await using var agent = await RunningAgent.StartAsync();
        await File.WriteAllTextAsync(Socket, "something", Token);

        var refused = await Assert.ThrowsAsync<AgentException>(() => agent.Connection.OpenSocketAsync(Socket, EchoAsync, Token));

        Assert.Contains(Socket, refused.Message, StringComparison.Ordinal);
    }

    private static async Task EchoAsync(AgentStream stream, CancellationToken token)
    {
        var part = new byte[70_000];
        while (await stream.ReadAsync(part, token) is > 0 and var count)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(part, 0, count).ToUpperInvariant()), token);
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), Token);
        return socket;
    }

    private async Task<string> SayAsync(string text)
    {
        using var socket = await ConnectAsync();
        await using var stream = new NetworkStream(socket);
        var saying = Task.Run(
            async () =>
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(text), Token);
                socket.Shutdown(SocketShutdown.Send);
            },
            Token);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var answer = await reader.ReadToEndAsync(Token);
        await saying;
        return answer;
    }
}
