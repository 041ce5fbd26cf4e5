using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.EndToEnd.Tests.Hub;
using Slipway.EndToEnd.Tests.Tools;
using Slipway.Testing.Folders;
using Slipway.Testing.Programs;

namespace Slipway.EndToEnd.Tests.Clients;

/// <summary>
/// Docker's clients as people have them, old and new, each in a container beside an engine, do with it all that is done in CI:
/// equipment/clients/exercise is the list.
/// </summary>
[Trait("needs", "engine")]
public sealed class RealClientTests(HubFixture hub)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bookworm", "default", "20.", "build-buildkit compose-1 library")]
    [InlineData("trixie", "default", "26.", "build-buildkit buildx compose-2")]
    [InlineData("sid", "default", "", "build-buildkit buildx compose-2")]
    [InlineData("bookworm", "20.10.24", "20.", "build-buildkit compose-1 library")]
    [InlineData("sid", "docker26", "", "build-buildkit buildx compose-2")]
    public async Task Drive_an_engine(string client, string version, string clientVersion, string also)
    {
        hub.Require();
        var image = $"slipway-test/client:{client}";
        await Tool.MustAsync("docker", ["build", "-q", "--network", "host", "-t", image, Path.Combine(Equipment.Of("clients"), client)], Stop);
        var network = string.Create(CultureInfo.InvariantCulture, $"slipway-test-clients-{Environment.ProcessId}");
        await Tool.MustAsync("docker", ["network", "create", network], Stop);
        try
        {
            var subnet = await Tool.MustAsync("docker", ["network", "inspect", "-f", "{{(index .IPAM.Config 0).Subnet}}", network], Stop);
            var said = await WithEngineAsync(version, subnet, engine => RunAsync(image, network, engine));

            Assert.True(said.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)) >= 20, said);
            Assert.All(also.Split(' '), what => Assert.Contains($"ok {what}\n", said, StringComparison.Ordinal));
            Assert.Contains($"client {clientVersion}", said, StringComparison.Ordinal);
        }
        finally
        {
            await Tool.RunAsync(new ToolCall("docker", ["network", "rm", network]), CancellationToken.None);
        }
    }

    private async Task<string> WithEngineAsync(string version, string subnet, Func<JsonNode, Task<string>> use)
    {
        var created = await SlipwayAsync("engine", "create", "--version", version, "--from", subnet, "--json");
        Assert.True(created.ExitCode == 0, created.Text);
        var engine = JsonNode.Parse(created.Output)!;
        try
        {
            var said = await use(engine);
            var failures = Failures(said);
            if (failures.Length > 0)
            {
                Assert.Fail($"{failures}\n{await ComplaintsAsync(Text(engine, "id"))}");
            }

            return said;
        }
        finally
        {
            await SlipwayAsync("engine", "rm", Text(engine, "id"));
        }
    }

    private async Task<string> RunAsync(string image, string network, JsonNode engine)
    {
        var run = await Tool.RunAsync(
            new ToolCall("docker", [
                "run", "--rm", "--network", network,
                .. hub.ExtraHosts.SelectMany(host => (string[])["--add-host", host]),
                "-e", "DOCKER_HOST=" + Text(engine, "dockerHost"), "-e", "DOCKER_TLS_VERIFY=1", "-e", "DOCKER_CERT_PATH=/certificates",
                "-e", "SSL_CERT_FILE=/hub/ca.pem",
                "-v", Text(engine, "certPath") + ":/certificates:ro", "-v", hub.Folder + ":/hub:ro", "-v", Equipment.Of("clients") + ":/clients:ro",
                image, "/clients/exercise", hub.Login["REGISTRY"], hub.Login["REGISTRY_USER"], hub.Login["REGISTRY_PASSWORD"]]),
            Stop);
        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains($"engine {Text(engine, "version")}\n", run.Output, StringComparison.Ordinal);
        return run.Output;
    }

    /// <summary>The parts of the exercise that failed, each with the last that it said: whoever reads it may see no more than a few lines.</summary>
    private static string Failures(string said) =>
        string.Join('\n', said.Split("\nFAILED ")[1..].Select(part =>
        {
            var lines = part.Split('\n');
            return string.Join('\n', [lines[0], .. lines[1..].TakeWhile(line => line.StartsWith("    ", StringComparison.Ordinal)).TakeLast(8)]);
        }));

    /// <summary>What the engine's daemon complained of last.</summary>
    private async Task<string> ComplaintsAsync(string engine)
    {
        var log = (await SlipwayAsync("engine", "logs", engine)).Output.Split('\n');
        return string.Join('\n', log.Where(line => line.Contains("level=error", StringComparison.Ordinal) || line.Contains("level=warning", StringComparison.Ordinal)).TakeLast(8));
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private Task<ToolResult> SlipwayAsync(params string[] arguments) =>
        Tool.RunAsync(new ToolCall(Checkout.Slipway, arguments) { Environment = hub.Settings }, Stop);
}
