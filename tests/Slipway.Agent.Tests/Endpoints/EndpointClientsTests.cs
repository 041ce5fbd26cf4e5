using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Agent.Endpoints;
using Slipway.Agent.Linux;
using Slipway.Agent.Tests.Serving;
using Slipway.Model.Wire;

namespace Slipway.Agent.Tests.Endpoints;

/// <summary>Clients of an endpoint who are slow, many, or not clients at all.</summary>
public sealed class EndpointClientsTests
{
    private const string Honest = "POST /x HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi";
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact]
    public async Task An_honest_client_is_served_while_hundreds_of_slow_ones_hang()
    {
        await using var agent = await RunningAgent.StartAsync();
        await using var listener = await agent.Connection.ListenAsync(ask => new HttpAnswer(200, $"{ask.Method} {ask.Body.Length}"), RunningAgent.Token);
        var slow = new List<TcpClient>();
        string[] beginnings = ["", "P", "POST /x HTTP/1.1\r\nHos", "POST /x HTTP/1.1\r\nContent-Length: 1000\r\n\r\nhalf", "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"];
        for (var client = 0; client < 200; client++)
        {
            slow.Add(await BeginAsync(listener.Port, beginnings[client % beginnings.Length]));
        }

        for (var round = 0; round < 20; round++)
        {
            Assert.EndsWith("POST 2", await TalkAsync(listener.Port, Honest), StringComparison.Ordinal);
        }

        slow.ForEach(client => client.Dispose());
        Assert.EndsWith("POST 2", await TalkAsync(listener.Port, Honest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_oldest_client_goes_for_one_too_many()
    {
        await using var endpoint = new RunningEndpoint(new EndpointLimits(2, 1 << 20, Long));
        using var first = await BeginAsync(endpoint.Port, "POST");
        using var second = await BeginAsync(endpoint.Port, "POST");

        Assert.EndsWith("2", await TalkAsync(endpoint.Port, Honest), StringComparison.Ordinal);

        Assert.True(await IsEndedAsync(first));
        await second.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Honest[4..]), RunningAgent.Token);
        Assert.EndsWith("2", await ReadAsync(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_sends_too_much_together_goes_too()
    {
        await using var endpoint = new RunningEndpoint(new EndpointLimits(100, 512 << 10, Long));
        using var first = await BeginAsync(endpoint.Port, "POST /x HTTP/1.1\r\nContent-Length: 16000000\r\n\r\n" + new string('x', 300_000));
        using var second = await BeginAsync(endpoint.Port, "POST /x HTTP/1.1\r\nContent-Length: 16000000\r\n\r\n" + new string('x', 300_000));

        Assert.True(await IsEndedAsync(first));
        Assert.EndsWith("2", await TalkAsync(endpoint.Port, Honest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_told_so()
    {
        await using var endpoint = new RunningEndpoint(new EndpointLimits(100, 1 << 20, TimeSpan.FromMilliseconds(50)));

        using var slow = await BeginAsync(endpoint.Port, "POST /x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhalf");

        Assert.StartsWith("HTTP/1.1 408 ", await ReadAsync(slow), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Small_chunks_cost_no_more_than_their_bytes()
    {
        await using var endpoint = new RunningEndpoint(EndpointLimits.Default);
        var chunks = string.Concat(Enumerable.Repeat("1\r\nx\r\n", 20_000));

        var answer = await TalkAsync(endpoint.Port, $"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");

        Assert.EndsWith("20000", answer, StringComparison.Ordinal);
    }

    /// <summary>A client that takes its answer byte by byte takes some on every write.</summary>
    [Fact]
    public async Task An_answer_is_not_written_for_ever()
    {
        const int Length = 8 << 20;
        var limits = EndpointLimits.Default with { AnswerPatience = TimeSpan.FromMilliseconds(50) };
        await using var endpoint = new RunningEndpoint(limits, new string('x', Length));
        using var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(IPAddress.Loopback, endpoint.Port, RunningAgent.Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Honest), RunningAgent.Token);

        Assert.InRange(await Task.Run(() => CountSlowly(client.Client), RunningAgent.Token), 0, Length - 1);
    }

    [Fact]
    public async Task What_follows_a_request_does_not_take_its_answer_away()
    {
        await using var endpoint = new RunningEndpoint(EndpointLimits.Default);
        var many = string.Concat(Enumerable.Repeat(Honest, 2_000));

        Assert.EndsWith("2", await TalkAsync(endpoint.Port, many), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_without_end_are_refused()
    {
        await using var endpoint = new RunningEndpoint(EndpointLimits.Default);

        Assert.StartsWith("HTTP/1.1 400 ", await TalkAsync(endpoint.Port, "GET / HTTP/1.1\r\n" + string.Concat(Enumerable.Range(0, 10_000).Select(number => $"h{number}: some value\r\n"))), StringComparison.Ordinal);
    }

    /// <summary>Requests changed at random, the same ones in every run, many at a time.</summary>
    [Fact]
    public async Task Whatever_comes_the_next_client_is_served()
    {
        await using var endpoint = new RunningEndpoint(new EndpointLimits(16, 1 << 20, TimeSpan.FromMilliseconds(100)));
        var random = new Random(7);
        for (var round = 0; round < 30; round++)
        {
            var texts = Enumerable.Range(0, 32).Select(_ => Changed(random)).ToList();
            await Task.WhenAll(texts.Select(text => TryTalkAsync(endpoint.Port, text)));
        }

        Assert.EndsWith("2", await TalkAsync(endpoint.Port, Honest), StringComparison.Ordinal);
    }

    private static byte[] Changed(Random random)
    {
        string[] parts = ["\r\n", "\n", " ", ":", "\0", "Transfer-Encoding: chunked\r\n", "Content-Length: 99999999999\r\n", "Content-Length: -1\r\n", "Expect: 100-continue\r\n", "ffffffff\r\n", "HTTP/1.1"];
        var body = Encoding.Latin1.GetBytes(Honest).ToList();
        for (var change = random.Next(1, 6); change > 0; change--)
        {
            var place = random.Next(body.Count);
            if (random.Next(2) == 0)
            {
                body[place] = (byte)random.Next(256);
            }
            else
            {
                body.InsertRange(place, Encoding.Latin1.GetBytes(parts[random.Next(parts.Length)]));
            }
        }

        return [.. body];
    }

    private static async Task<TcpClient> BeginAsync(int port, string text)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, RunningAgent.Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), RunningAgent.Token);
        return client;
    }

    private static async Task<string> TalkAsync(int port, string text)
    {
        using var client = await BeginAsync(port, text);
        return await ReadAsync(client);
    }

    private static async Task<string> ReadAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync(RunningAgent.Token);
    }

    private static int CountSlowly(Socket socket)
    {
        var count = 0;
        try
        {
            while (socket.Receive(new byte[1]) > 0)
            {
                count++;
            }
        }
        catch (SocketException)
        {
            // Cut off.
        }

        return count;
    }

    /// <summary>A client that goes at a time of its own.</summary>
    private static async Task TryTalkAsync(int port, byte[] bytes)
    {
        using var client = await BeginAsync(port, "");
        try
        {
            await client.GetStream().WriteAsync(bytes, RunningAgent.Token);
            _ = await ReadAsync(client);
        }
        catch (IOException)
        {
            // Dropped: as good as an answer.
        }
    }

    private static async Task<bool> IsEndedAsync(TcpClient client)
    {
        try
        {
            _ = await ReadAsync(client);
            return true;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>An endpoint in this process that answers with the length of the body, or one text always.</summary>
    private sealed class RunningEndpoint : IAsyncDisposable
    {
        private readonly Descriptor _listener;
        private readonly EndpointServer _server;
        private readonly Task _running;

        public RunningEndpoint(EndpointLimits limits, string? answer = null)
        {
            (_listener, Port) = LoopbackSocket.Listen();
            _server = new EndpointServer(_listener, ask => new HttpAnswer(200, answer ?? $"{ask.Body.Length}"), limits);
            _running = Task.Factory.StartNew(_server.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        public int Port { get; }

        public async ValueTask DisposeAsync()
        {
            _server.Close();
            await _running;
            _listener.Dispose();
        }
    }
}
