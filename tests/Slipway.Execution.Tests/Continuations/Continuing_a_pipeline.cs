using System.Text;
using Slipway.Execution.Continuations;
using Slipway.Model.Wire;

namespace Slipway.Execution.Tests.Continuations;

public sealed class Continuing_a_pipeline
{
    private readonly ContinuationDesk _desk = new("the-key", ["started-with"]);

    [Fact]
    public void The_first_to_bring_the_key_and_a_config_continues_it()
    {
        var answer = Ask("""{"continuation-key": "the-key", "configuration": "version: 2.1", "parameters": {"a": 1, "b": "x", "c": true}}""");

        Assert.Equal(200, answer.Status);
        Assert.Equal("version: 2.1", _desk.Taken?.Configuration);
        Assert.Equal("setup", _desk.Taken?.Workflow);
        Assert.Equal(["a", "b", "c"], _desk.Taken?.Parameters.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(409, Ask("""{"continuation-key": "the-key", "configuration": "version: 2"}""").Status);
        Assert.Equal("version: 2.1", _desk.Taken?.Configuration);
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
    public void What_cannot_be_taken_is_refused_and_leaves_the_pipeline_open(int status, string body)
    {
        Assert.Equal(status, Ask(body).Status);
        Assert.Null(_desk.Taken);
    }

    private HttpAnswer Ask(string body) => _desk.Answer(new HttpAsk("POST", "/api/v2/pipeline/continue", Encoding.UTF8.GetBytes(body)), "setup");
}
