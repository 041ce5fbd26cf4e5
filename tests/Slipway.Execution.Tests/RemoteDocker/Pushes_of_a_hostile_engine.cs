using System.Text.Json;
using Slipway.Engines.Tests.Api;
using Slipway.Execution.RemoteDocker;

namespace Slipway.Execution.Tests.RemoteDocker;

/// <summary>An engine is its job's, and says of its pushes whatever the job likes.</summary>
public sealed class Pushes_of_a_hostile_engine
{
    private static readonly string Digest = "sha256:" + new string('a', 64);

    [Theory]
    [InlineData("a/b:tag", true)]
    [InlineData("registry.example.com:5000/a/b__c-d:Tag_1.0", true)]
    [InlineData("[fd00::1]:5000/a", true)]
    [InlineData("127.0.0.1:5000/probe:1", true)]
    [InlineData("a\nRun 1 passed", false)]
    [InlineData("a:1\n", false)]
    [InlineData("\u001b[2Ja", false)]
    [InlineData("../../info", false)]
    [InlineData("a/../b", false)]
    [InlineData("a?b", false)]
    [InlineData("", false)]
    public void Are_named_as_images_are(string image, bool isImage) => Assert.Equal(isImage, PushedName.IsImage(image));

    [Fact]
    public void Have_names_and_digests_of_the_length_that_those_have()
    {
        Assert.False(PushedName.IsImage(new string('a', 513)));
        Assert.True(PushedName.IsDigest(Digest));
        Assert.False(PushedName.IsDigest(Digest + "a"));
        Assert.False(PushedName.IsDigest(Digest + "\n"));
    }

    [Theory]
    [InlineData("127.78.1.1", 200_000, 0)]
    [InlineData("127.78.1.2", 64, 1 << 21)]
    public async Task Have_no_digest_when_that_is_none_or_lies_in_an_endless_answer(string address, int digestLetters, int padding)
    {
        var pushed = await WatchAsync(address, Line("x/y:1", 1, $"x/y@sha256:{new string('a', digestLetters)}") + new string(' ', padding), 1);
        Assert.Equal([("x/y:1", null)], pushed);
    }

    [Fact]
    public async Task Have_a_digest_that_is_one() =>
        Assert.Equal([("x/y:1", Digest)], await WatchAsync("127.78.1.3", Line("x/y:1", 1, "x/y@sha256:b", "x/y@" + Digest), 1));

    [Fact]
    public async Task Are_told_only_where_they_could_be_ones_and_only_so_many() =>
        Assert.Equal(300, (await WatchAsync("127.78.1.4", Line("a\nRun 1 passed", 1, "") + string.Concat(Enumerable.Range(1, 400).Select(time => Line("x/y:1", time, ""))), 300)).Count(push => push.Image == "x/y:1"));

    /// <summary>One text for both questions: a line with an event is also the description of the image.</summary>
    private static string Line(string image, int time, string digest, string? second = null) =>
        $$"""{"Actor": {"ID": {{JsonSerializer.Serialize(image)}}}, "timeNano": {{time}}, "RepoDigests": ["{{digest}}", "{{second}}"]}""" + "\n";

    private static async Task<List<(string Image, string? Digest)>> WatchAsync(string address, string answer, int expected)
    {
        List<(string, string?)> pushed = [];
        await using var engine = new HostileEngine(address, answer);
        await using var lease = new StandInLease(engine);
        using var told = new SemaphoreSlim(0);
        await using (new PushWatch(lease, TimeProvider.System, Add))
        {
            for (var count = 0; count < expected; count++)
            {
                await told.WaitAsync(TestContext.Current.CancellationToken);
            }
        }

        void Add(string image, string? digest)
        {
            pushed.Add((image, digest));
            told.Release();
        }

        return pushed;
    }
}
