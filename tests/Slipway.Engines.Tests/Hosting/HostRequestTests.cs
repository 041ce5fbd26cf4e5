using System.Text;
using Slipway.Engines.Hosting;
using Slipway.Engines.Lifecycle;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Tests.Hosting;

/// <summary>What clients of the daemon send that is no request, or half of one.</summary>
public sealed class HostRequestTests
{
    private const string Limits = """{"cpus":2,"memoryBytes":8000000000,"diskBytes":8000000000,"pids":100}""";

    [Theory]
    [InlineData("null", "null")]
    [InlineData("{}", "does not know")]
    [InlineData("[]", "cannot read")]
    [InlineData("7", "cannot read")]
    [InlineData("\"lease\"", "cannot read")]
    [InlineData("", "cannot read")]
    [InlineData("{\"lease\":null}", "does not know")]
    [InlineData("{\"list\":null}", "cannot read")]
    [InlineData("{\"list\":1}", "cannot read")]
    [InlineData("{\"reap\":\"true\"}", "cannot read")]
    [InlineData("{\"list\":true,\"reap\":true}", "more than one")]
    [InlineData("{\"list\":true,\"list\":true}", "cannot read")]
    [InlineData("{\"leave\":{}}", "id")]
    [InlineData("{\"leave\":{\"id\":null,\"ownerProcess\":1}}", "id")]
    [InlineData("{\"leave\":{\"id\":\"0123456789\"}}", "ownerProcess")]
    [InlineData("{\"leave\":{\"id\":\"0123456789\",\"ownerProcess\":null}}", "ownerProcess")]
    [InlineData("{\"leave\":[]}", "leave")]
    [InlineData("{\"release\":{}}", "id")]
    [InlineData("{\"release\":{\"id\":null,\"succeeded\":true}}", "id")]
    [InlineData("{\"release\":{\"id\":7,\"succeeded\":true}}", "id")]
    [InlineData("{\"release\":{\"id\":\"\\ud800\",\"succeeded\":true}}", "id")]
    [InlineData("{\"lease\":{\"limits\":null}}", "limits")]
    [InlineData("{\"lease\":{\"limits\":{}}}", "cpus")]
    [InlineData("{\"lease\":{\"limits\":{\"cpus\":1e999,\"memoryBytes\":1,\"diskBytes\":1,\"pids\":1}}}", "limits")]
    [InlineData("{\"lease\":{\"limits\":{\"cpus\":2,\"memoryBytes\":99999999999999999999,\"diskBytes\":1,\"pids\":1}}}", "memoryBytes")]
    [InlineData("{\"lease\":{\"owner\":null}}", "owner")]
    [InlineData("{\"lease\":{\"ownerProcess\":null}}", "ownerProcess")]
    [InlineData("{\"lease\":{\"allowedSources\":null}}", "allowedSources")]
    [InlineData("{\"lease\":{\"allowedSources\":[null]}}", "allowedSources")]
    [InlineData("{\"lease\":{\"allowedSources\":{}}}", "allowedSources")]
    [InlineData("{\"lease\":{\"layerCache\":{}}}", "project")]
    [InlineData("{\"lease\":{\"layerCache\":{\"project\":null}}}", "project")]
    [InlineData("{\"lease\":{\"layerCache\":{\"project\":\"x\",\"trustScope\":null}}}", "trustScope")]
    [InlineData("{\"lease\":{\"layerCache\":{\"project\":\"x\\u0000trusted\"}}}", "control characters")]
    public void What_is_no_request_is_told_in_words(string line, string word)
    {
        var failure = Assert.Throws<InfrastructureException>(() => HostRequest.Read(Encoding.UTF8.GetBytes(line)));

        Assert.Contains(word, failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Object reference", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"list":true}""")]
    [InlineData("""{"reap":true,"new":"member of a later version"}""")]
    [InlineData("""{"leave":{"id":"0123456789","ownerProcess":0}}""")]
    [InlineData("""{"release":{"id":"","succeeded":false}}""")]
    [InlineData("""{"lease":{}}""")]
    [InlineData($$"""{"lease":{"version":null,"limits":{{Limits}},"layerCache":{"project":"x"},"allowedSources":["10.0.0.0/8"],"owner":"run 1","ownerProcess":1} }""")]
    public void What_is_one_is_read(string line) => Assert.NotNull(HostRequest.Read(Encoding.UTF8.GetBytes(line)));

    /// <summary>What no table has: lines that are changed at random, the same ones in every run.</summary>
    [Fact]
    public void Whatever_comes_fails_with_words_or_can_be_worked_with()
    {
        string[] lines =
        [
            $$"""{"lease":{"version":"docker28","limits":{{Limits}},"layerCache":{"project":"x","trustScope":"y"},"allowedSources":["10.0.0.0/8","10.1.2.3"],"owner":"run 1","ownerProcess":1} }""",
            """{"leave":{"id":"0123456789","ownerProcess":7}}""",
            """{"release":{"id":"0123456789","succeeded":true}}""",
            """{"list":true,"reap":false}""",
        ];
        string[] parts = ["null", "[]", "{}", "[null]", "\"\"", "1e999", "-1", "\\ud800", "\\u0000", ",", ":", "{", "[", "true"];
        var random = new Random(11);
        for (var round = 0; round < 50_000; round++)
        {
            var line = lines[random.Next(lines.Length)];
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                var place = random.Next(line.Length);
                var length = random.Next(Math.Min(8, line.Length - place));
                line = random.Next(3) switch
                {
                    0 => line[..place] + parts[random.Next(parts.Length)] + line[(place + length)..],
                    1 => ReplaceValue(line, place, parts[random.Next(parts.Length)]),
                    _ => line[..place] + (char)random.Next(1, 0x250) + line[(place + length)..],
                };
            }
            try
            {
                var request = HostRequest.Read(Encoding.UTF8.GetBytes(line));
                _ = request.Lease is { } lease ? EngineBuild.Sources(lease) : [];
            }
            catch (InfrastructureException failure)
            {
                Assert.NotEmpty(failure.Message);
            }
        }
    }

    /// <summary>The value of the next member after a place becomes something else.</summary>
    private static string ReplaceValue(string line, int place, string value)
    {
        var colon = line.IndexOf(':', place);
        var end = colon < 0 ? -1 : line.IndexOfAny([',', '}'], colon);
        return end < 0 ? line : line[..(colon + 1)] + value + line[end..];
    }
}
