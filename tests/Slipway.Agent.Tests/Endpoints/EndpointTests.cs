using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Agent.Commands;
using Slipway.Agent.Tests.Serving;
using Slipway.Execution.Agents;
using Slipway.Model.Wire;

namespace Slipway.Agent.Tests.Endpoints;

/// <summary>The HTTP endpoint that the agent opens in a job, asked by real clients.</summary>
public sealed class EndpointTests
{
    [Fact]
    public async Task What_a_program_asks_is_answered_by_the_runner()
    {
        await using var agent = await RunningAgent.StartAsync();
        await using var listener = await agent.Connection.ListenAsync(
            ask => new HttpAnswer(ask.Method == "POST" ? 200 : 404, $"{ask.Path} {ask.Body.Length} {Encoding.UTF8.GetString(ask.Body.Span[..3])}"), RunningAgent.Token);
        using var client = new HttpClient();
        var url = new Uri($"http://127.0.0.1:{listener.Port}/a/b?c=d");

        var (_, curl) = await agent.RunAsync($"head -c 3000000 /dev/zero | tr '\\0' x | curl -sS --data-binary @- {url}");
        using var chunked = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent("chunks") };
        chunked.Headers.TransferEncodingChunked = true;
        using var answer = await client.SendAsync(chunked, RunningAgent.Token);
        using var other = await client.PutAsync(url, new StringContent("put"), RunningAgent.Token);

        Assert.Equal("/a/b 3000000 xxx", curl);
        Assert.Equal("/a/b 6 chu", await answer.Content.ReadAsStringAsync(RunningAgent.Token));
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Theory]
    [InlineData("hello\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public async Task Nonsense_is_refused_and_the_next_client_is_served(string nonsense)
    {
        await using var agent = await RunningAgent.StartAsync();
        await using var listener = await agent.Connection.ListenAsync(ask => new HttpAnswer(200, ask.Method), RunningAgent.Token);

        Assert.StartsWith("HTTP/1.1 400 ", await TalkAsync(listener.Port, nonsense), StringComparison.Ordinal);
        Assert.EndsWith("GET", await TalkAsync(listener.Port, "GET / HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_breaks_its_answer_breaks_no_other()
    {
        await using var agent = await RunningAgent.StartAsync();
        await using var listener = await agent.Connection.ListenAsync(ask => ask.Path == "/bad" ? throw new InvalidOperationException() : new HttpAnswer(200, ask.Path), RunningAgent.Token);

        Assert.StartsWith("HTTP/1.1 500 ", await TalkAsync(listener.Port, "GET /bad HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
        Assert.EndsWith("/good", await TalkAsync(listener.Port, "GET /good HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_too_long_to_be_sent_ends_nothing()
    {
        await using var agent = await RunningAgent.StartAsync();
        await using var listener = await agent.Connection.ListenAsync(
            ask => new HttpAnswer(ask.Path == "/long" ? 400 : 200, ask.Path == "/long" ? new string('x', FrameHeader.MaximumLength) : ask.Path), RunningAgent.Token);

        var answer = await TalkAsync(listener.Port, "GET /long HTTP/1.1\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.InRange(answer.Length, 1, 4096);
        Assert.EndsWith("/next", await TalkAsync(listener.Port, "GET /next HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_too_long_for_a_frame_is_refused_before_it_is_sent()
    {
        await using var agent = await RunningAgent.StartAsync();
        var request = new WriteFileRequest { Path = "/tmp/x", Content = new byte[FrameHeader.MaximumLength] };

        await Assert.ThrowsAsync<AgentException>(() => agent.Connection.WriteFileAsync(request, RunningAgent.Token));
        Assert.Equal("goes on\n", (await agent.RunAsync("echo goes on")).Output);
    }

    [Theory]
    [InlineData("https://circleci.com/api/v2/pipeline/continue", "http://127.0.0.1:1/x")]
    [InlineData("--url=https://circleci.example.com/api/v2/pipeline/continue", "--url=http://127.0.0.1:1/x")]
    [InlineData("https://circleci.com/api/v2/pipeline/12", "https://circleci.com/api/v2/pipeline/12")]
    [InlineData("http://127.0.0.1:8/api/v2/pipeline/continue", "http://127.0.0.1:8/api/v2/pipeline/continue")]
    [InlineData("@/api/v2/pipeline/continue", "@/api/v2/pipeline/continue")]
    public void Curl_is_redirected_from_one_address_only(string argument, string expected) =>
        Assert.Equal(expected, CurlCommand.Redirect(argument, "http://127.0.0.1:1/x"));

    private static async Task<string> TalkAsync(int port, string text)
    {
        using var client = new TcpClient("127.0.0.1", port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), RunningAgent.Token);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(RunningAgent.Token);
    }
}
