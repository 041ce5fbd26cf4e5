using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Slipway.Engines.Api;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Tests.Api;

public sealed class EngineScrubTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.77.0.1", "{}")]
    [InlineData("127.77.0.2", "[]")]
    [InlineData("127.77.0.3", """[{}, null, {"Id": "../../x", "Names": [null]}]""")]
    [InlineData("127.77.0.4", """{"Volumes": [null, {}, {"Name": null}]}""")]
    [InlineData("127.77.0.5", "null")]
    [InlineData("127.77.0.6", """[{"Id": 7, "Names": "x"}]""")]
    [InlineData("127.77.0.7", "no JSON")]
    public async Task An_engine_that_answers_nonsense_is_scrubbed_or_said_to_answer_nonsense(string address, string answer)
    {
        await using var engine = new HostileEngine(address, answer);
        using var api = new EngineApi(engine.Address, engine.Certificates, TimeProvider.System);

        var failure = await Record.ExceptionAsync(() => new EngineScrub(api.Http, TimeProvider.System).RunAsync(1 << 30, Token));

        Assert.True(failure is null or JsonException, failure?.ToString());
    }

    [Fact]
    public async Task No_version_of_the_api_is_asked_for_because_none_is_spoken_by_all_engines()
    {
        await using var engine = new HostileEngine("127.77.0.9", "{}");
        using var api = new EngineApi(engine.Address, engine.Certificates, TimeProvider.System);

        await Record.ExceptionAsync(() => new EngineScrub(api.Http, TimeProvider.System).RunAsync(1 << 30, Token));

        Assert.NotEmpty(engine.Requests);
        Assert.DoesNotContain(engine.Requests, line => line.Contains("/v1.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_would_fill_the_memory_is_not_read()
    {
        await using var engine = new HostileEngine("127.77.0.8", new string(' ', 65 << 20));
        using var api = new EngineApi(engine.Address, engine.Certificates, TimeProvider.System);

        await Assert.ThrowsAsync<HttpRequestException>(() => new EngineScrub(api.Http, TimeProvider.System).RunAsync(1 << 30, Token));
    }

    [Fact]
    public async Task An_engine_that_answers_byte_by_byte_does_not_make_the_next_job_wait_for_long()
    {
        await using var engine = new HostileEngine("127.77.0.10", "[]", endless: true);
        var clock = new FakeTimeProvider();
        using var api = new EngineApi(engine.Address, engine.Certificates, TimeProvider.System);

        var scrubbing = new EngineScrub(api.Http, clock).RunAsync(1 << 30, Token);
        await engine.Asked.WaitAsync(Token);
        Assert.False(scrubbing.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(45));

        Assert.Contains("within 45 s", (await Assert.ThrowsAsync<InfrastructureException>(() => scrubbing)).Message, StringComparison.Ordinal);
    }
}
