using System.Text;
using System.Text.Json;
using Slipway.Execution.Continuations;
using Slipway.Linux.Files;
using Slipway.Model.Assignments;
using Slipway.Model.Wire;

namespace Slipway.Execution.Tests.Continuations;

public sealed class Continuing_a_pipeline : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-continuation-").FullName;
    private readonly PipelineContinuation _continuation;

    public Continuing_a_pipeline() => _continuation = Open();

    [Fact]
    public void The_first_to_bring_the_key_and_a_config_continues_it()
    {
        var answer = Ask("""{"continuation-key": "the-key", "configuration": "version: 2.1", "parameters": {"a": 1, "b": "x", "c": true}}""");

        Assert.Equal(200, answer.Status);
        Assert.Equal("version: 2.1", _continuation.Taken?.Configuration);
        Assert.Equal("setup", _continuation.Taken?.Workflow);
        Assert.Equal(["a", "b", "c"], _continuation.Taken?.Parameters.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(409, Ask("""{"continuation-key": "the-key", "configuration": "version: 2"}""").Status);
        // Another process has an object of its own.
        Assert.Equal(409, Open().Answer(new HttpAsk("POST", PipelineContinuation.Path, """{"continuation-key": "the-key", "configuration": "version: 2"}"""u8.ToArray()), "setup").Status);
        Assert.Single(Directory.GetFiles(_folder));
        Assert.Equal("version: 2.1", _continuation.Taken?.Configuration);
    }

    [Theory]
    [InlineData(403, """{"configuration": "version: 2.1"}""")]
    [InlineData(403, """{"continuation-key": "another", "configuration": "version: 2.1"}""")]
    [InlineData(403, "[]")]
    [InlineData(400, "")]
    [InlineData(400, """{"continuation-key": "the-key"}""")]
    [InlineData(400, """{"continuation-key": "the-key", "configuration": {"version": 2.1}}""")]
    [InlineData(400, """{"continuation-key": "the-key", "configuration": "version: 2.1", "parameters": "x"}""")]
    [InlineData(400, """{"continuation-key": "the-key", "configuration": "version: 2.1", "parameters": {"a": [1]}}""")]
    [InlineData(400, """{"continuation-key": "the-key", "configuration": "version: 2.1", "parameters": {"a": 1.5}}""")]
    [InlineData(400, """{"continuation-key": "the-key", "configuration": "version: 2.1", "parameters": {"started-with": "x"}}""")]
    [InlineData(400, """{"continuation-key": "the-key", "configuration": "version: 2.1", "parameters": {"a": null}}""")]
    [InlineData(400, """{"continuation-key": "the-key", "configuration": "version: 2.1", "parameters": {"a": 1, "a": 2}}""")]
    [InlineData(400, """{"continuation-key": "the-key", "configuration": "version: 2.1", "configuration": "version: 2"}""")]
    [InlineData(400, """{"continuation-key": "x", "continuation-key": "the-key", "configuration": "version: 2.1"}""")]
    [InlineData(400, """{"continuation-key": "the-key", "configuration": null}""")]
    [InlineData(403, """{"continuation-key": null, "configuration": "version: 2.1"}""")]
    [InlineData(403, """{"continuation-key": ["the-key"], "configuration": "version: 2.1"}""")]
    [InlineData(403, """{"parameters": {"x": [1], "continuation-key": "the-key", "configuration": "version: 2.1"}}""")]
    [InlineData(403, "null")]
    [InlineData(400, """{"continuation-key": "\ud800"}""")]
    [InlineData(400, """{"continuation-key": "the-key", "configuration": "\udc00x"}""")]
    [InlineData(400, """{"continuation-key": "the-key", "configuration": "version: 2.1", "parameters": {"\ud800": 1}}""")]
    [InlineData(400, """{"continuation-key": "the-key", "configuration": "version: 2.1", "parameters": {"a": "\ud83d"}}""")]
    [InlineData(400, """{"continuation-key": "the-key", "configuration": "version: 2.1"} {}""")]
    [InlineData(403, """{"\ud800": 1}""")]
    public void What_cannot_be_taken_is_refused_and_leaves_the_pipeline_open(int status, string body)
    {
        Assert.Equal(status, Ask(body).Status);
        Assert.Null(_continuation.Taken);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes("""{"continuation-key": "the-key", "configuration": "x"""), 0xFF, 0xC0, (byte)'"', (byte)'}'];

        Assert.Equal(400, _continuation.Answer(new HttpAsk("POST", PipelineContinuation.Path, body), "setup").Status);
        Assert.Null(_continuation.Taken);
    }

    /// <summary>Whoever has no key learns nothing and costs nothing: what was sent is not said again.</summary>
    [Fact]
    public void A_name_that_is_there_twice_is_not_in_the_answer()
    {
        var name = "named" + new string('\u007f', 1_000_000);

        var answer = Ask("""{"parameters": {"NAME": 1, "NAME": 1}}""".Replace("NAME", name, StringComparison.Ordinal));

        Assert.Equal(400, answer.Status);
        Assert.DoesNotContain("named", answer.Body, StringComparison.Ordinal);
        Assert.InRange(answer.Body.Length, 1, 200);
    }

    [Fact]
    public void Depth_and_number_are_bounded()
    {
        Assert.Equal(400, Ask(new string('[', 4_000_000)).Status);
        var many = string.Join(',', Enumerable.Range(0, 20_000).Select(number => $"\"p{number}\": 1"));
        Assert.Equal(400, Ask("""{"continuation-key": "the-key", "configuration": "x", "parameters": {""" + many + "}}").Status);
        Assert.Null(_continuation.Taken);
    }

    /// <summary>What no list of cases has: bodies that are changed at random, the same ones in every run.</summary>
    [Fact]
    public void Whatever_is_asked_is_answered_and_only_the_key_continues()
    {
        var random = new Random(20_26);
        var whole = Encoding.UTF8.GetBytes("""{"continuation-key": "a-key\u00e9", "configuration": "version: 2.1\njobs: {}", "parameters": {"a": 1, "b\ud83d\ude00": "x", "c": true}}""");
        for (var round = 0; round < 30_000; round++)
        {
            var body = Changed(whole, random);
            var answer = _continuation.Answer(new HttpAsk("POST", PipelineContinuation.Path, body), "setup");

            Assert.True(answer.Status is 400 or 403, $"round {round}: {answer}");
            using var _ = JsonDocument.Parse(answer.Body);
        }

        Assert.Null(_continuation.Taken);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private PipelineContinuation Open() => new(new ContinuationOffer("the-key", ["started-with"]), Path.Combine(_folder, "continuation.json"), () => new WholeFile(_folder));

    private static byte[] Changed(byte[] whole, Random random)
    {
        byte[][] parts = [[0xFF], [0xED, 0xA0, 0x80], "\\ud800"u8.ToArray(), "\\u"u8.ToArray(), "{"u8.ToArray(), "[["u8.ToArray(), "\""u8.ToArray(), "null"u8.ToArray(), ":"u8.ToArray(), ","u8.ToArray(), "1e999"u8.ToArray(), [0]];
        var body = whole.ToList();
        for (var change = random.Next(1, 6); change > 0; change--)
        {
            var place = random.Next(body.Count);
            switch (random.Next(4))
            {
                case 0:
                    body[place] = (byte)random.Next(256);
                    break;
                case 1:
                    body.RemoveRange(place, random.Next(1, 1 + Math.Min(12, body.Count - place)));
                    break;
                case 2:
                    body.InsertRange(place, parts[random.Next(parts.Length)]);
                    break;
                default:
                    body.InsertRange(place, body.GetRange(random.Next(body.Count / 2), body.Count / 2));
                    break;
            }
        }

        return [.. body];
    }

    private HttpAnswer Ask(string body) => _continuation.Answer(new HttpAsk("POST", "/api/v2/pipeline/continue", Encoding.UTF8.GetBytes(body)), "setup");
}
